#!/usr/bin/env python3
"""Makes the four OpenType files in this folder again from public packages.

Needs (nothing is installed or downloaded by this script):
  Debian 12   fonts-noto-cjk 1:20220127+repack1-1, fonts-noto-cjk-extra (same version),
              fonts-hanazono 20170904-2.1, unicode-data 15.0.0-1
  PyPI        fonttools 4.68.0
  npm         china-division 2.7.0 (only its folder dist/ is read)

  python3 fonts/make.py --places node_modules/china-division/dist            make and check
  python3 fonts/make.py --places node_modules/china-division/dist --check    check only

--noto, --hana and --unihan name other folders when the Debian packages are unpacked elsewhere.
The same packages give the same bytes: no clock, no random order, and head.modified is Noto's own.
"""

import argparse
import bz2
import collections
import hashlib
import io
import json
import pathlib
import sys

from fontTools import subset
from fontTools.misc.roundTools import otRound
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
SC = 2  # index of the Simplified Chinese face in every NotoSansCJK-*.ttc

# file, family, style, weight, face of Noto, heavier face for small figures, OS/2 fsSelection, head.macStyle
MAIN = [
    ("DuoanSans-Regular", "Duoan Sans", "Regular", 400, "Regular", "Medium", 0x40, 0),
    ("DuoanSans-Medium", "Duoan Sans", "Medium", 500, "Medium", "Bold", 0x00, 0),
    ("DuoanSans-Bold", "Duoan Sans", "Bold", 700, "Bold", "Black", 0x20, 1),
]
EXT = ("DuoanSansExt-Medium", "Duoan Sans Ext", "Medium", 500, "Medium", "Bold", 0x40, 0)

FEATURES = ["kern", "palt", "halt", "vpal", "vhal", "vkrn", "chws", "vchw", "locl", "ccmp", "liga", "calt", "mark",
            "mkmk", "vert", "fwid", "hwid", "pwid"]
# Only the default and the Simplified Chinese language systems: forms for other regions would double the size.
SCRIPTS = ["DFLT.dflt"] + [f"{s}.{l}" for s in ("hani", "latn", "grek", "cyrl", "kana") for l in ("dflt", "ZHS ")]

# Blocks of the main set, as far as Noto has them (first, last).
BLOCKS = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x1CD, 0x1DC), (0x1F8, 0x1F9), (0x251, 0x251), (0x261, 0x261),
    (0x2C6, 0x2DD), (0x300, 0x30C), (0x370, 0x3FF), (0x400, 0x45F), (0x1E3E, 0x1E3F), (0x2000, 0x206F),
    (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x24FF),
    (0x2500, 0x27BF), (0x2900, 0x29FF), (0x2B00, 0x2BFF), (0x3000, 0x303F), (0x3041, 0x30FF), (0x3105, 0x312F),
    (0x31C0, 0x31EF), (0x3220, 0x325F), (0x3280, 0x32CB), (0x3358, 0x33FF), (0xFE10, 0xFE6F), (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE6), (0xFFFD, 0xFFFD),
]
# What a handbook must be able to print whatever else happens; the check fails if one of these is missing.
REQUIRED = (
    "".join(map(chr, range(0x20, 0x7F))) + "".join(map(chr, range(0xA1, 0x100)))
    + "".join(map(chr, range(0xFF01, 0xFF5F)))
    + "　、。〃々〆〇〈〉《》「」『』【】〒〓〔〕〖〗〜…‥—–―‘’“”•·‧※†‡§¶‹›‐‑"
    + "←↑→↓↔↕↖↗↘↙⇐⇒⇔⇑⇓□■▢▣▤▥▦▧▨▩▪▫▬▭▮▯▰▱▲△▴▶▷▸▼▽▾◀◁◂◄►◆◇◉◊○◎●◐◑◒◓◢◣◤◥◯★☆☎☏☐☑☒☞☟✓✔✕✖✗✘⚠♀♂"
    + "─━│┃┄┅┆┇┈┉┊┋┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┬┴┼═║╔╗╚╝╠╣╦╩╬╱╲╳▁▂▃▄▅▆▇█▉▊▋▌▍▎▏"
    + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㊿⓪❶❷❸❹❺❻❼❽❾❿⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
    + "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴ℃℉㎜㎝㎞㎡㎥㎎㎏㏄㏒㏑°×÷±≥≤≠≈≡∞∑√∫∠⊥∥∵∴∈∩∪∝‰′″µμΩ№℡"
    + "¥￥€£$￠￡₩⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉"
    + "".join(chr(c) for c in (*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA))) + "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
)
# Rare characters of real personal names and some nearly extinct surnames, and the traditional or
# variant forms that identity cards keep, beyond the lists above.
NAMES = (
    "䶮㛃𬱖𫖮𬀩𠅤龘㙓㼆䥽鿍𬭎𬘓𬎆㻬𫚖𡐓𠙶㵘𣸣𪚥𮧵"
    "珮濬燁煒煊甦昇喆堃犇淼鑫焱垚骉猋毳羴麤鱻皛晶磊森垚赑贔靐龖囍嚞朤尛亖叕燚茻壵歮孨刕劦厽尒"
    "曌皞暐晛晥晧晳暻曈曦旻旲昉昰昪昳昺晊晞晙晟晢晫煐煖煥煚煜熺熹燊燦爔爗牮玊玏玘玙玞玠玢玥玫玹玿珅珈珏珒珖珣珦珩"
    "珪珵珺珽琇琋琎琍琚琤琨琬琯琰琲瑀瑄瑅瑆瑋瑒瑗瑛瑞瑢瑧瑨瑭瑱瑾璁璆璐璘璟璠璥璱璿瓅瓈瓔瓛"
    "彣彧悳惪愨慤憓憙懋戩戬掞揚揕攸敻斅斆斈旂昜朏杕杙枟栴桢梃梽棪棻棽楙楚楫榘榮樑樾橚橤檠檀櫆欽歆歘毓毶氚氿汣汭"
    "沄沇沨泆泓洳洺浠浥浩浰涢涴淏淯淳淼渃渌渟湉湦溇溍溎溦滉滎滢漪漼潆潾澂澍澐澔澧澪濛濟濤瀅瀚灝灥烜烝烺焜焯焵煇"
    "翀翂翊翙翚翯聡聰肜脩臯芃芗苒苪茀荇莀莙莜莼菀菁萃萑葳蓂蓥蔚蔓薐薫薰蘅蘐虓蛘衎袆裎禕禔祾祺禛禤禩稑穎穌竑竸筠筱篪"
    "紜紘絃絢綉綝綺緁緈緋縈繡纁纓羣翛翥鈊鈞鉉鉦銑銓銣銘鋆鋐鋕錕錡鍈鍇鎏鎔鎧鏐鏸鐸鑑鑠閆閔閤闓闫陞隽雋霈霂霙霱靘靚頔"
    "頠頲顒顓顗顥颋颕飏飔馡馥駪騄騏騫骍髙鬯魠鯈鱗鳯鵬鶄鷁鷟鸑麐麒麴黈黟黼鼐龑龢"
    "仉仝兖匽厍郤亓佴佘侴俞倪偰傕僪僖兀冼刁刈劂勼匡卞厉叶吉吕呙咎哈員員啜喩嘎嚴囧妘妫妺姒娄婼嬴孛孥宓宻尙尢尹屄岑岺"
    "嵇巫巩帅席幸库庹廖弋彭徍忞怱恽愍慈戎户扈折拓揭敖斛晁晏暨朴杞枚柏栾桓梅棣榖楼樂權次歐殳毋毌毕汝汲沃沓沐沙沮洛浑浦"
    "涂湛源溥滑滿漆漕潘濮瀛灌牟牧狄猗獨玄甄甘生由甯畅皋皮益盍盖眭督睢瞿矫石砀祁祖祭禄禚离秃种秘秦穆竇竺笃筴管篯粟糜紅絞"
    "綦緱纪纥经绳缑缪缴罕羊羌羿翟耏老耿聂肇肖胥脱腾臧良艾芈芒芦芮苌苑苗苟茅茆茹荀荆荔荣莘莫菅萇萨葆蒋蒙蒯蒲蓝蓟蔄蔺薄薊"
    "虞蚁蚩行衡裘褚襄覃觀解訾詹諶謇诸谈谌谭谯谷豆贲贡费贺赖赫赵赏越轩辕辛辜边达逄逯逹遆逢過遲邓邗邝邢邬邰邴邵郄郅郇郈"
    "郎郏郐郑郗郜郝郦郫郭郯郸都鄂鄄鄒鄞鄢鄧鄭鄯鄷酆酉釋金鈄钭钮铁铎锁锺鍾镡門闕闞闫闵闻阎阙阚阮阳陰陸陶隆隗雍雒靖靳鞏"
    "鞠韋韶頓顧顼顾顿颜須饶首香马骆骞高鬱鬼魏鮑鮮鱼鲁鲍鲜鳌鹿麦麥麻黃黎齊齐龐龔龙龚"
)
# Characters of ID-card and place-name sources that no Noto face has but HanaMinB (OFL 1.1) has: they
# go into Ext. Unihan kIRG_GSource prefixes; dictionaries of antiquity are left out for size.
HANA_SOURCES = ("G3", "GBK", "GCH", "GDZ", "GFC", "GFZ", "GGFZ", "GHF", "GIDC", "GKJ", "GLGYJ", "GLK", "GOCD",
                "GPGLG", "GRM", "GU", "GXC", "GXH", "GXM", "GDM", "GZFY", "GZH")
# National lists that join the main set: GB 2312, its traditional companion GB/T 12345, modern usage lists.
MAIN_SOURCES = ("G0", "G1", "G7", "G8", "GGFZ", "GIDC")

# Other code points that show the glyph of a close relative.
ALIASES = {"►": "▶", "◄": "◀", "➔": "→", "➜": "→", "⟶": "→", "❗": "！", "❓": "？", "⭕": "○", "⚪": "○", "⚫": "●",
           "❌": "✖", "✅": "☑", "‑": "‐", "\u00ad": "‐"}
BLANKS = {0x2000: 500, 0x2001: 1000, 0x2002: 500, 0x2003: 1000, 0x2004: 333, 0x2005: 250, 0x2006: 167, 0x2007: 555,
          0x2008: 278, 0x2009: 200, 0x200A: 100, 0x202F: 200, 0x205F: 222, 0x200B: 0, 0x200C: 0, 0x200D: 0,
          0x2060: 0, 0xFEFF: 0, 0xFE0E: 0, 0xFE0F: 0}

PUA = range(0xE000, 0xF900)  # private use: the place names hold two such code points, with no agreed glyph


# ---------------------------------------------------------------- what to cover

def unihan(folder, name, field):
    with bz2.open(pathlib.Path(folder) / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as f:
        for line in f:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                yield int(parts[0][2:], 16), parts[2]


def gb2312():
    for a in range(0xA1, 0xF8):
        for b in range(0xA1, 0xFF):
            try:
                yield ord(bytes((a, b)).decode("gb2312"))
            except UnicodeDecodeError:
                pass


def place_characters(folder):
    """Every character of the names, with one example of each."""
    seen = {}
    folder = pathlib.Path(folder)
    for level in ("provinces", "cities", "areas", "streets", "villages"):
        for row in json.loads((folder / f"{level}.json").read_text("utf-8")):
            for c in row["name"]:
                seen.setdefault(ord(c), (row["code"], row["name"]))
    for c in (folder / "HK-MO-TW.json").read_text("utf-8"):
        if ord(c) > 0x7F:
            seen.setdefault(ord(c), ("HK-MO-TW", ""))
    return seen


def is_han(c):
    return (0x3400 <= c <= 0x4DBF or 0x4E00 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFD
            or c == 0x3007)


class Sets:
    def __init__(self, args):
        self.noto = set(open_noto(args, "Regular").getBestCmap())
        self.hana = set(TTFont(pathlib.Path(args.hana) / "HanaMinB.ttf", lazy=True).getBestCmap())
        self.tgh = {c for c, _ in unihan(args.unihan, "OtherMappings", "kTGH")}
        self.gsource = collections.defaultdict(set)
        for c, value in unihan(args.unihan, "IRGSources", "kIRG_GSource"):
            self.gsource[value.split("-")[0]].add(c)
        self.gb2312 = set(gb2312())
        self.places = place_characters(args.places)
        self.names = {ord(c) for c in NAMES}
        listed = {c for s in MAIN_SOURCES for c in self.gsource[s]}
        wanted = self.tgh | self.gb2312 | set(self.places) | self.names | listed | {ord(c) for c in REQUIRED}
        for first, last in BLOCKS:
            wanted |= set(range(first, last + 1))
        self.main = wanted & self.noto
        radicals = set(range(0x2E80, 0x3000))
        self.ext = {c for c in self.noto if is_han(c) or c in radicals} - self.main
        rare = {c for s in HANA_SOURCES for c in self.gsource[s]} | self.names | set(self.places)
        self.ext_hana = {c for c in rare if is_han(c)} & self.hana - self.noto


# ---------------------------------------------------------------- cutting

def open_noto(args, face):
    return TTFont(pathlib.Path(args.noto) / f"NotoSansCJK-{face}.ttc", fontNumber=SC, lazy=True, recalcTimestamp=False)


def cut(args, face, codepoints):
    font = open_noto(args, face)
    options = subset.Options()
    options.layout_features = FEATURES
    options.layout_scripts = SCRIPTS
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=sorted(codepoints))
    worker.subset(font)
    out = io.BytesIO()
    font.save(out)
    out.seek(0)
    return TTFont(out, recalcTimestamp=False)


class Adder:
    """Appends glyphs to a CID-keyed CFF font, in the dictionary (FD) of a given neighbour."""

    def __init__(self, font):
        self.font = font
        self.top = font["CFF "].cff.topDictIndex[0]
        self.strings = self.top.CharStrings
        self.order = list(font.getGlyphOrder())
        used = {int(n[3:]) for n in self.order if n.startswith("cid")}
        self.free = iter([c for c in range(1, 65535) if c not in used])
        self.cmap = {}
        font.ensureDecompiled()

    def add(self, codepoint, record, advance, like):
        fd = self.top.FDSelect[self.font.getGlyphID(self.font.getBestCmap()[ord(like)])]
        private = self.top.FDArray[fd].Private
        width = None if advance == private.defaultWidthX else advance - private.nominalWidthX
        pen = T2CharStringPen(width, None)
        record.replay(pen)
        bounds = BoundsPen(None)
        record.replay(bounds)
        name = f"cid{next(self.free):05d}"
        index = len(self.strings.charStringsIndex)
        self.strings.charStringsIndex.append(pen.getCharString(private, self.top.GlobalSubrs))
        self.strings.charStrings[name] = index
        self.top.FDSelect.append(fd)
        self.order.append(name)
        left, top = (otRound(bounds.bounds[0]), otRound(bounds.bounds[3])) if bounds.bounds else (0, 880)
        self.font["hmtx"].metrics[name] = (advance, left)
        self.font["vmtx"].metrics[name] = (1000, 880 - top)
        self.cmap[codepoint] = name

    def finish(self):
        self.top.charset = self.order
        self.top.numGlyphs = len(self.order)
        self.font.setGlyphOrder(list(self.order))
        tables = [t for t in self.font["cmap"].tables if t.isUnicode() and t.format in (4, 12)]
        for table in tables:
            for codepoint, name in self.cmap.items():
                if table.format == 12 or codepoint <= 0xFFFF:
                    table.cmap[codepoint] = name


# ---------------------------------------------------------------- drawing what Noto Sans CJK lacks

def polygon(pen, *points):
    pen.moveTo(points[0])
    for p in points[1:]:
        pen.lineTo(p)
    pen.closePath()


def rectangle(pen, x0, y0, x1, y1):
    polygon(pen, (x0, y0), (x1, y0), (x1, y1), (x0, y1))


def hole(pen, x0, y0, x1, y1):
    polygon(pen, (x0, y0), (x0, y1), (x1, y1), (x1, y0))


def cross(pen, x, y, half, stroke):
    """A diagonal cross as one outline, centred on (x, y)."""
    s = stroke * 0.70710678
    h = half
    polygon(pen, *[(otRound(x + a), otRound(y + b)) for a, b in (
        (-h, -h + s), (-h + s, -h), (0, -s), (h - s, -h), (h, -h + s), (s, 0),
        (h, h - s), (h - s, h), (0, s), (-h + s, h), (-h, h - s), (-s, 0))])


def glyph_of(font, c):
    glyphs = font.getGlyphSet()
    record = DecomposingRecordingPen(glyphs)
    name = font.getBestCmap()[ord(c)]
    glyphs[name].draw(record)
    return record, otRound(glyphs[name].width)


def moved(record, matrix, target=None):
    out = target or DecomposingRecordingPen(None)
    record.replay(TransformPen(out, matrix))
    return out


def draw_symbols(adder, font, heavier, weight):
    """Symbols the handbooks and cards use: level bars, boxes to tick, crosses, small figures, blanks."""
    thin = {400: 52, 500: 60, 700: 78}[weight]
    thick = {400: 92, 500: 112, 700: 146}[weight]
    have = set(font.getBestCmap())

    def put(c, advance, draw, like="□"):
        if ord(c) in have:
            return
        record = DecomposingRecordingPen(None)
        draw(record)
        adder.add(ord(c), record, advance, like)

    def box(p):
        rectangle(p, 100, -20, 900, 780)
        hole(p, 100 + thin, -20 + thin, 900 - thin, 780 - thin)

    def ticked(p):
        box(p)
        tick, width = glyph_of(font, "✓")
        moved(tick, (0.8, 0, 0, 0.8, 500 - 0.8 * width / 2, 82), p)

    put("▮", 500, lambda p: rectangle(p, 75, -60, 425, 820))
    put("▯", 500, lambda p: (rectangle(p, 75, -60, 425, 820),
                             hole(p, 75 + thin, -60 + thin, 425 - thin, 820 - thin)))
    put("▰", 1000, lambda p: polygon(p, (40, 180), (710, 180), (960, 580), (290, 580)))
    put("▱", 1000, lambda p: (polygon(p, (40, 180), (710, 180), (960, 580), (290, 580)),
                              polygon(p, (40 + 1.8 * thin, 180 + thin), (290 + thin * .56, 580 - thin),
                                      (960 - 1.8 * thin, 580 - thin), (710 - thin * .56, 180 + thin))))
    put("☐", 1000, box)
    put("☑", 1000, ticked)
    put("☒", 1000, lambda p: (box(p), cross(p, 500, 380, 250, thick)))
    put("✗", 760, lambda p: cross(p, 380, 370, 330, thick))
    put("✕", 1000, lambda p: cross(p, 500, 380, 350, thick))
    put("✘", 760, lambda p: cross(p, 380, 370, 340, thick * 1.6))
    put("✖", 1000, lambda p: cross(p, 500, 380, 370, thick * 1.6))

    def heavy_tick(p):
        s = 0.5 * (thick * 1.6 - 92)
        polygon(p, *[(otRound(x), otRound(y)) for x, y in (
            (20, 330 - 0.6 * s), (250, 20 - 0.6 * s), (320, 20 - 0.6 * s), (760, 640), (680 - 0.6 * s, 730), (285, 190 + s),
            (110 + 0.2 * s, 420 + 0.5 * s))])
    put("✔", 790, heavy_tick)
    put("▸", 600, lambda p: polygon(p, (100, 150), (500, 380), (100, 610)))
    put("◂", 600, lambda p: polygon(p, (500, 150), (500, 610), (100, 380)))
    put("▴", 600, lambda p: polygon(p, (70, 180), (530, 180), (300, 580)))
    put("▾", 600, lambda p: polygon(p, (70, 580), (300, 180), (530, 580)))
    put("▪", 600, lambda p: rectangle(p, 130, 210, 470, 550))
    put("▫", 600, lambda p: (rectangle(p, 130, 210, 470, 550), hole(p, 130 + thin, 210 + thin, 470 - thin, 550 - thin)))
    put("▬", 1000, lambda p: rectangle(p, 60, 230, 940, 530))
    put("▭", 1000, lambda p: (rectangle(p, 60, 230, 940, 530), hole(p, 60 + thin, 230 + thin, 940 - thin, 530 - thin)))
    arrow, _ = glyph_of(font, "⇒")
    put("⇑", 1000, lambda p: moved(arrow, (0, 1, -1, 0, 880, -120), p))
    put("⇓", 1000, lambda p: moved(arrow, (0, -1, 1, 0, 120, 880), p))

    # Small figures: those Noto has are lowered, the others are the next heavier face made smaller.
    for digit in "0123456789":
        raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)]
        if ord(raised) in have:
            record, advance = glyph_of(font, raised)
        else:
            record, width = glyph_of(heavier, digit)
            record, advance = moved(record, (0.6, 0, 0, 0.6, 0, 440)), otRound(0.6 * width) + 78
            record = moved(record, (1, 0, 0, 1, 39, 0))
            adder.add(ord(raised), record, advance, "²")
        lowered = "₀₁₂₃₄₅₆₇₈₉"[int(digit)]
        if ord(lowered) not in have:
            adder.add(ord(lowered), moved(record, (1, 0, 0, 1, 0, -565)), advance, "²")
    for c, base in (("⁺", "+"), ("⁻", "−"), ("ⁿ", "n")):
        if ord(c) not in have:
            record, width = glyph_of(heavier, base)
            adder.add(ord(c), moved(record, (0.6, 0, 0, 0.6, 20, 440)), otRound(0.6 * width) + 40, "²")
    for codepoint, advance in sorted(BLANKS.items()):
        if codepoint not in have:
            adder.add(codepoint, DecomposingRecordingPen(None), advance, "²")
    for c, base in sorted(ALIASES.items()):
        if ord(c) not in have:
            adder.cmap[ord(c)] = adder.cmap.get(ord(base)) or font.getBestCmap()[ord(base)]


def draw_hana(adder, args, codepoints):
    hana = TTFont(pathlib.Path(args.hana) / "HanaMinB.ttf", lazy=True)
    scale = 1000 / hana["head"].unitsPerEm
    glyphs, cmap = hana.getGlyphSet(), hana.getBestCmap()
    like = chr(min(c for c in adder.font.getBestCmap() if is_han(c)))
    for codepoint in sorted(codepoints):
        record = DecomposingRecordingPen(glyphs)
        glyphs[cmap[codepoint]].draw(ReverseContourPen(record))
        adder.add(codepoint, moved(record, (scale, 0, 0, scale, 0, -10)), 1000, like)


# ---------------------------------------------------------------- naming

OFL_TEXT = ("This Font Software is licensed under the SIL Open Font License, Version 1.1. This Font Software is "
            "distributed on an \"AS IS\" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or "
            "implied. See the SIL Open Font License for the specific language, permissions and limitations governing "
            "your use of this Font Software.")


def rename(font, spec, hana):
    file, family, style, weight, face, _, selection, mac = spec
    table = font["name"]
    old = {i: table.getDebugName(i) for i in (0, 5, 8, 9, 11, 12, 14)}
    table.names = []
    # Typst groups by name 1 and cuts style words and "Ext" off its end: "Duoan Sans Ext Medium" would become
    # "Duoan Sans". So the only face of the Ext family is the Regular of its group; its weight stays 500.
    ribbi = style in ("Regular", "Bold") or family.endswith(" Ext")
    values = {
        0: old[0] + (" Copyright (c) 2011, GlyphWiki Project (kamichi@fonts.jp)." if hana else ""),
        1: family if ribbi else f"{family} {style}",
        2: ("Bold" if style == "Bold" else "Regular"),
        3: f"2.004;DUOA;{file}",
        4: family if style == "Regular" else f"{family} {style}",
        5: old[5].split(";")[0] + ";subset for duoan",
        6: file,
        8: old[8],
        9: old[9],
        10: (f"Modified from Noto Sans CJK SC {face} 2.004: cut to a part of its characters, hints removed, some symbols "
             "added, renamed." + (f" {hana} characters come from HanaMinB (GlyphWiki)." if hana else "")),
        13: OFL_TEXT,
        14: old[14],
    }
    if values[1] != family or values[2] != style:
        values[16], values[17] = family, style
    for i, text in sorted(values.items()):
        table.setName(text, i, 3, 1, 0x409)
    os2 = font["OS/2"]
    os2.usWeightClass, os2.fsSelection, os2.achVendID = weight, selection, "DUOA"
    font["head"].macStyle = mac
    cff = font["CFF "].cff
    cff.fontNames = [file]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName, top.Weight = f"{family} {style}", family, style
    top.Notice = values[0]
    for fd in top.FDArray:
        fd.FontName = f"{file}-{fd.FontName.rsplit('-', 1)[1]}"


def save(font, spec):
    path = HERE / f"{spec[0]}.otf"
    font.save(path, reorderTables=True)
    return path


# ---------------------------------------------------------------- checking

def check(sets):
    ok = True

    def say(good, text):
        nonlocal ok
        ok &= bool(good)
        print(("  ok   " if good else "  FAIL ") + text)

    covered = None
    for spec in MAIN:
        path = HERE / f"{spec[0]}.otf"
        font = TTFont(path)
        cmap = set(font.getBestCmap())
        covered = cmap if covered is None else covered & cmap
        report(path, font, cmap)
        say(not (sets.tgh - cmap), f"通用规范汉字表 {len(sets.tgh & cmap)}/{len(sets.tgh)}")
        say(not (sets.gb2312 - cmap), f"GB 2312 {len(sets.gb2312 & cmap)}/{len(sets.gb2312)}")
        need = {ord(c) for c in REQUIRED}
        say(not (need - cmap), f"symbols {len(need & cmap)}/{len(need)} {show(need - cmap)}")
        say(not (sets.main - cmap), f"main set {len(sets.main & cmap)}/{len(sets.main)} {show(sets.main - cmap)}")
        empty = hollow(font, cmap)
        say(not empty, f"no empty glyphs {show(empty)}")
    path = HERE / f"{EXT[0]}.otf"
    font = TTFont(path)
    ext = set(font.getBestCmap())
    report(path, font, ext)
    want = sets.ext | sets.ext_hana
    say(not (want - ext), f"Ext set {len(want & ext)}/{len(want)} of which HanaMinB {len(sets.ext_hana)}")
    overlap = {c for c in ext & covered if is_han(c)}
    say(not overlap, f"no Han character in both {show(overlap)}")
    empty = hollow(font, ext)
    say(not empty, f"no empty glyphs {show(empty)}")
    both = covered | ext
    all_noto_han = {c for c in sets.noto if is_han(c)}
    say(not (all_noto_han - both), f"all Han of Noto Sans CJK SC {len(all_noto_han & both)}/{len(all_noto_han)}")
    lost = sorted(set(sets.places) - both)
    print(f"  place names: {len(sets.places)} characters, {len(sets.places) - len(lost)} covered; not covered:")
    for c in lost:
        code, name = sets.places[c]
        what = "private use" if c in PUA else "in no font used"
        print(f"       U+{c:04X} {code} {name.replace(chr(c), f'[U+{c:04X}]')} ({what})")
    for source in ("GIDC", "GXM", "GDM"):
        have = sets.gsource[source]
        print(f"  Unihan {source}: {len(have & both)}/{len(have)} covered")
    return ok


def hollow(font, cmap):
    """Code points that have a glyph without any outline, spaces and controls apart."""
    blanks = {*BLANKS, 0x20, 0xA0, 0x3000, *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070)}
    glyphs, names, out = font.getGlyphSet(), font.getBestCmap(), set()
    for c in sorted(cmap - blanks):
        pen = BoundsPen(glyphs)
        glyphs[names[c]].draw(pen)
        if pen.bounds is None:
            out.add(c)
    return out


def show(codepoints):
    return " ".join(f"U+{c:04X}" for c in sorted(codepoints)[:40])


def report(path, font, cmap):
    data = path.read_bytes()
    han = sum(map(is_han, cmap))
    print(f"{path.name}: {len(data):,} bytes, {len(cmap)} code points ({han} Han), {len(font.getGlyphOrder())} glyphs, "
          f"sha256 {hashlib.sha256(data).hexdigest()[:16]}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--places", required=True, help="folder dist/ of the npm package china-division")
    ap.add_argument("--noto", default="/usr/share/fonts/opentype/noto")
    ap.add_argument("--hana", default="/usr/share/fonts/truetype/hanazono")
    ap.add_argument("--unihan", default="/usr/share/unicode")
    ap.add_argument("--check", action="store_true", help="only check the files that are here")
    args = ap.parse_args()
    sets = Sets(args)
    if not args.check:
        for spec in MAIN:
            font = cut(args, spec[4], sets.main)
            adder = Adder(font)
            draw_symbols(adder, font, open_noto(args, spec[5]), spec[3])
            adder.finish()
            rename(font, spec, 0)
            save(font, spec)
        font = cut(args, EXT[4], sets.ext)
        adder = Adder(font)
        draw_hana(adder, args, sets.ext_hana)
        adder.finish()
        rename(font, EXT, len(sets.ext_hana))
        save(font, EXT)
    sys.exit(0 if check(sets) else 1)


if __name__ == "__main__":
    main()
