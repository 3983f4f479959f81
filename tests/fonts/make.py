#!/usr/bin/env python3
"""Makes the tiny fonts of the tests: one character each, in one family. Needs PyPI fonttools 4.68.0.

  python3 tests/fonts/make.py
"""

import pathlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def drawn():
    pen = TTGlyphPen(None)
    for x0, y0, x1, y1, inner in ((80, -80, 920, 840, False), (160, 0, 840, 760, True), (300, 340, 700, 420, False)):
        points = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
        points = points[::-1] if inner else points
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def make(path, char, style, weight):
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "drawn"])
    font.setupCharacterMap({char: "drawn"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "drawn": drawn()})
    font.setupHorizontalMetrics({".notdef": (1000, 80), "drawn": (1000, 80)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({
        "familyName": "Duoan Test Rare", "styleName": style, "uniqueFontIdentifier": f"Duoan Test Rare {style}",
        "fullName": f"Duoan Test Rare {style}", "psName": f"DuoanTestRare-{style}", "version": "Version 1.000",
    })
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWeightClass=weight)
    font.setupPost()
    # No clock.
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    font.save(path)


here = pathlib.Path(__file__).parent
make(here / "rare.ttf", 0x2B73A, "Regular", 400)
make(here / "rare-bold.ttf", 0x31350, "Bold", 700)
