#!/usr/bin/env python3
"""The same villages by duoan and by what one would use without it, in one run on one machine; prints ratios.

    cargo build --release
    python3 benches/side-by-side.py [VILLAGES] [ROUNDS]

Peers, each left out if it is not installed: the `typst` CLI once a document over the same layouts, data and fonts (as a
loop, and two at a time with xargs; TYPST names another program than `typst`); and, over equivalent content (every word of
the same data, as headings, lists, tables and boxed cards, by one generic converter), XeLaTeX with ctex in two passes,
docxtpl with LibreOffice, and WeasyPrint, each with as many processes as there are cores. Peers that are slow get fewer
documents; times are per page then. Everything is fictional and made anew in a temporary folder.
"""

import html
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VILLAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 4
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
CORES = os.cpu_count() or 1
TYPST = os.environ.get("TYPST", "typst")
NOT_WORDS = {"qr", "stamp", "sheet", "hash", "path", "id", "icon"}


def run(command, **more):
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def measured(work):
    """Wall and processor seconds of the children that a piece of work starts."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, cpu


def pages(folder):
    """Pages of all PDFs below a folder, by poppler."""
    total = 0
    for pdf in folder.rglob("*.pdf"):
        out = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout
        total += next((int(line.split()[1]) for line in out.splitlines() if line.startswith("Pages:")), 0)
    return total


# ---- The same words in other formats -------------------------------------------------------------------------------------


def blocks(value, level=1, name=""):
    """Yields ('head', level, text), ('list', [text]), ('table', [heads], [[cell]]), ('card', [block]) of a document's data."""
    if isinstance(value, dict):
        if "cards" in value and level == 1:
            for card in value["cards"]:
                yield ("card", list(blocks({k: v for k, v in card.items()}, 3)))
            value = {k: v for k, v in value.items() if k != "cards"}
        plain = [f"{k}: {v}" for k, v in value.items() if k not in NOT_WORDS and isinstance(v, (str, int, float)) and v not in ("", False)]
        if plain:
            yield ("list", plain)
        for key, inner in value.items():
            if key not in NOT_WORDS and isinstance(inner, (dict, list)) and inner:
                yield ("head", min(level, 3), key)
                yield from blocks(inner, level + 1, key)
    elif isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        if rows and len(rows) == len(value) and all(not isinstance(c, (dict, list)) for r in rows for c in r.values()):
            heads = [k for k in rows[0] if k not in NOT_WORDS]
            yield ("table", heads, [[str(row.get(k) if row.get(k) is not None else "") for k in heads] for row in rows])
        elif rows:
            for row in value:
                yield from blocks(row, level + 1)
        else:
            yield ("list", [text for text in (str(v) if not isinstance(v, list) else "、".join(map(str, v)) for v in value) if text])


def to_html(content, title):
    def one(block):
        kind = block[0]
        if kind == "head":
            return f"<h{block[1]}>{html.escape(block[2])}</h{block[1]}>"
        if kind == "list":
            return "<ul>" + "".join(f"<li>{html.escape(t)}</li>" for t in block[1]) + "</ul>"
        if kind == "card":
            return "<div class=card>" + "".join(map(one, block[1])) + "</div>"
        cells = lambda row, tag: "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in row) + "</tr>"
        return "<table>" + cells(block[1], "th") + "".join(cells(row, "td") for row in block[2]) + "</table>"

    style = """@page { size: A4; margin: 15mm } body { font: 12pt 'Noto Sans SC' } table { border-collapse: collapse }
    td, th { border: .5pt solid; padding: 1mm } .card { border: 1pt solid; padding: 3mm; margin: 2mm; break-inside: avoid }"""
    return f"<!doctype html><meta charset=utf-8><title>{title}</title><style>{style}</style>" + "".join(map(one, content))


def to_tex(content, title):
    def text(words):
        for a, b in (("\\", "\\textbackslash "), ("&", "\\&"), ("%", "\\%"), ("$", "\\$"), ("#", "\\#"), ("_", "\\_"), ("{", "\\{"), ("}", "\\}"), ("~", "\\~{}"), ("^", "\\^{}")):
            words = words.replace(a, b)
        return words

    def one(block):
        kind = block[0]
        if kind == "head":
            return "\\" + ("section*", "subsection*", "subsubsection*")[block[1] - 1] + "{" + text(block[2]) + "}\n"
        if kind == "list":
            return "\\begin{itemize}\n" + "".join(f"\\item {text(t)}\n" for t in block[1]) + "\\end{itemize}\n"
        if kind == "card":
            return "\\fbox{\\begin{minipage}{0.92\\textwidth}\n" + "".join(map(one, block[1])) + "\\end{minipage}}\n\n\\bigskip\n"
        count = max(1, len(block[1]))
        rows = "".join(" & ".join(map(text, row)) + "\\\\\\hline\n" for row in [block[1]] + block[2])
        table = "\\begin{tabular}{|" + f"p{{{0.8 / count:.3f}\\textwidth}}|" * count + "}\\hline\n" + rows + "\\end{tabular}\n"
        return table if len(block[2]) < 12 else table.replace("tabular", "longtable")

    head = "\\documentclass[UTF8,12pt,fontset=none]{ctexart}\\usepackage{longtable}\\usepackage[margin=15mm]{geometry}\n"
    fonts = f"\\setCJKmainfont{{DuoanSans-Regular.otf}}[Path={ROOT}/fonts/,BoldFont=DuoanSans-Bold.otf]\n"
    return head + fonts + "\\begin{document}\\tableofcontents\n" + "".join(map(one, content)) + "\\end{document}\n"


def to_docx(content, title, path, template):
    from docxtpl import DocxTemplate

    def flat(content):
        for block in content:
            if block[0] == "card":
                yield from flat(block[1])
            elif block[0] == "table":
                yield from ({"kind": "item", "text": " | ".join(row)} for row in [block[1]] + block[2])
            elif block[0] == "head":
                yield {"kind": "head", "text": block[2]}
            else:
                yield from ({"kind": "item", "text": t} for t in block[1])

    document = DocxTemplate(template)
    document.render({"title": title, "blocks": list(flat(content))}, autoescape=True)
    document.save(path)


def docx_template(path):
    from docx import Document

    document = Document()
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{%p for b in blocks %}")
    document.add_paragraph("{%p if b.kind == 'head' %}")
    document.add_heading("{{ b.text }}", 1)
    document.add_paragraph("{%p else %}")
    document.add_paragraph("{{ b.text }}", style="List Bullet")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    document.save(path)


# ---- The run --------------------------------------------------------------------------------------------------------------


def main():
    top = Path(tempfile.mkdtemp(prefix="side-by-side-"))
    work, out, documents = top / "work", top / "out", top / "documents"
    bench = ["cargo", "bench", "--quiet", "--manifest-path", ROOT / "Cargo.toml", "--bench"]
    run([*bench, "villages", "--", VILLAGES, 1, 7, "-o", work])
    run([*bench, "documents", "--", work, documents])
    folders = sorted(path for path in documents.iterdir())
    kinds = {path: json.loads((path / "kind.json").read_text()) for path in folders}
    data = {path: json.loads((path / "data.json").read_text()) for path in folders}
    program = ROOT / "target/release/duoan"
    os.environ["FONTCONFIG_FILE"] = str(top / "fonts.conf")
    (top / "fonts.conf").write_text(f"<fontconfig><dir>{ROOT}/fonts</dir><cachedir>{top}/fc</cachedir></fontconfig>")

    def ours():
        shutil.rmtree(out, ignore_errors=True)
        # Without the print-run sheet, which the others do not make.
        families = ",".join(dict.fromkeys(kind["family"] for kind in kinds.values()))
        # 1: a card of some village was too full and is named; the others are made.
        words = [program, "build", work, "--only", families, "-o", out, "-j", CORES, "-q"]
        done = subprocess.run([str(w) for w in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert done.returncode in (0, 1)

    def command(path):
        kind = kinds[path]
        standard = "a-2a,ua-1" if kind["tagged"] else "a-2b"
        words = [TYPST, "compile", "--ignore-system-fonts", "--pdf-standard", standard, "--root", path, "--font-path", ROOT / "fonts"]
        return [*map(str, words), *([] if kind["tagged"] else ["--no-pdf-tags"]), str(path / kind["layout"]), str(path / "out.pdf")]

    def loop():
        for path in folders:
            run(command(path))

    def xargs():
        lines = "\n".join(" ".join(f"'{word}'" for word in command(path)) for path in folders)
        run(["xargs", f"-P{CORES}", "-I{}", "sh", "-c", "{}"], input=lines.replace("'", "").encode())

    def side(folder, suffix, write, make, some):
        """A peer that gets every word of the data of some documents, in its own format."""

        def go():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            files = []
            for path in some:
                file = folder / f"{path.name}{suffix}"
                write(list(blocks(data[path])), kinds[path]["title"], file)
                files.append(file)
            with ThreadPoolExecutor(CORES) as pool:
                list(pool.map(make, files))

        return go

    first = [path for path in folders if path.name < f"{len(folders) // VILLAGES:04}"]
    few = [path for path in first if kinds[path]["family"] in ("handbook", "household-cards")]
    peers = {"duoan": (ours, out, folders)}
    if shutil.which(TYPST):
        peers["typst CLI, loop"] = (loop, documents, folders)
        peers[f"typst CLI, xargs -P{CORES}"] = (xargs, documents, folders)
    if shutil.which("xelatex"):
        def tex(file):
            for _ in range(2):
                run(["xelatex", "-interaction=batchmode", file.name], cwd=file.parent)
        peers["XeLaTeX"] = (side(top / "tex", ".tex", lambda c, t, f: f.write_text(to_tex(c, t)), tex, first), top / "tex", first)
    if shutil.which("soffice"):
        try:
            template = top / "template.docx"
            docx_template(template)

            def office(file):
                run(["soffice", f"-env:UserInstallation=file://{top}/office-{file.stem}", "--headless", "--convert-to", "pdf", "--outdir", file.parent, file])
            peers["docxtpl + LibreOffice"] = (side(top / "docx", ".docx", lambda c, t, f: to_docx(c, t, f, template), office, first), top / "docx", first)
        except ImportError:
            print("docxtpl is not installed")
    if shutil.which("weasyprint"):
        peers["WeasyPrint"] = (side(top / "html", ".html", lambda c, t, f: f.write_text(to_html(c, t)), lambda f: run(["weasyprint", f, f.with_suffix(".pdf")]), few), top / "html", few)

    times = {name: [] for name in peers}
    counts = {}
    for turn in range(ROUNDS):
        for name, (work_of, folder, some) in peers.items():
            if turn and len(some) < len(folders):
                continue  # the slow ones once
            try:
                times[name].append(measured(work_of))
            except (subprocess.CalledProcessError, OSError) as error:
                print(f"{name}: {error}")
            counts[name] = pages(folder)
            print(f"round {turn + 1}: {name}: {times[name][-1:] or 'failed'}, {counts[name]} pages", flush=True)
    ours_pages = counts["duoan"]
    wall, cpu = (statistics.median(t[i] for t in times["duoan"]) / ours_pages for i in (0, 1))
    print(f"\n{VILLAGES} villages, {len(folders)} documents, {ours_pages} pages, {CORES} cores, median of {ROUNDS}")
    print(f"{'':26}{'pages':>6}{'ms/page':>9}{'CPU ms':>8}{'× duoan, a page':>17}{'× duoan, CPU':>14}")
    for name, list_of in times.items():
        if not list_of or not counts[name]:
            continue
        w, c = (statistics.median(t[i] for t in list_of) / counts[name] for i in (0, 1))
        print(f"{name:26}{counts[name]:6}{w * 1e3:9.1f}{c * 1e3:8.1f}{w / wall:17.2f}{c / cpu:14.2f}")
    for name in peers:
        if len(peers[name][2]) == len(folders) and name != "duoan" and times[name]:
            pairs = [b[0] / a[0] for a, b in zip(times["duoan"], times[name])]
            print(f"{name} / duoan over the whole town, round by round: {' '.join(f'{p:.2f}' for p in pairs)}")
    shutil.rmtree(top, ignore_errors=True)


main()
