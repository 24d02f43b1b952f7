"""Builds resources/fonts/SuifangRare.ttf, once, by hand (docs/fonts/README.md). Not part of the program.

    python build_rare.py NotoSansSC-Regular.ttf HanaMinA.ttf HanaMinB.ttf SuifangRare.ttf

Takes from HanaMinB and HanaMinA the ideographs of GB 18030-2022 that Noto Sans SC lacks. Their outlines are polygons
of some 190 points; points that lie within 3/1024 em of the line without them are dropped and the rest rounded to
1/256 em: a fifth of a pixel at 10.5 pt and 600 dpi.
"""

from __future__ import annotations

import sys
from array import array

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates

BLOCKS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBEF), (0x2F800, 0x2FA1F),
)  # fmt: skip
TOLERANCE = 3.0
UPEM = 256

Point = tuple[int, int]


def simplify(points: list[Point]) -> list[Point]:
    """Douglas-Peucker over a closed contour, split at its two extreme points."""
    if len(points) < 5:
        return points
    ends = [min(range(len(points)), key=lambda i: points[i]), max(range(len(points)), key=lambda i: points[i])]
    ends.sort()
    ring = points[ends[0] :] + points[: ends[0] + 1]
    keep = [False] * len(ring)
    keep[0] = keep[ends[1] - ends[0]] = True
    todo = [(0, ends[1] - ends[0]), (ends[1] - ends[0], len(ring) - 1)]
    while todo:
        first, last = todo.pop()
        (x0, y0), (x1, y1) = ring[first], ring[last]
        dx, dy = x1 - x0, y1 - y0
        length = (dx * dx + dy * dy) ** 0.5
        worst, at = TOLERANCE * (length or 1.0), 0
        for i in range(first + 1, last):
            x, y = ring[i]
            off = abs(dy * (x - x0) - dx * (y - y0)) if length else ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
            if off > worst:
                worst, at = off, i
        if at:
            keep[at] = True
            todo += [(first, at), (at, last)]
    return [p for p, kept in zip(ring[:-1], keep, strict=False) if kept]


def shrink(glyph: Glyph, table: object) -> Glyph:
    """The same outline with fewer points, at 256 units to the em."""
    coordinates, end_points, flags = glyph.getCoordinates(table)
    straight = all(flag & 1 for flag in flags)
    out: list[Point] = []
    kinds: list[int] = []
    ends: list[int] = []
    start = 0
    for end in end_points:
        ring = [(int(x), int(y)) for x, y in coordinates[start : end + 1]]
        kind = [flag & 1 for flag in flags[start : end + 1]]
        start = end + 1
        if straight:
            ring = simplify(ring)
        scaled = [(round(x * UPEM / 1024), round(y * UPEM / 1024)) for x, y in ring]
        if straight:
            scaled = [p for i, p in enumerate(scaled) if p != scaled[i - 1]]
            kind = [1] * len(scaled)
        if len(scaled) > 2:
            out += scaled
            kinds += kind
            ends.append(len(out) - 1)
    small = Glyph()
    small.numberOfContours = len(ends)
    if ends:
        small.coordinates = GlyphCoordinates(out)
        small.endPtsOfContours = ends
        small.flags = array("B", kinds)
        small.program = type(glyph.program)() if hasattr(glyph, "program") else None
    return small


def main() -> None:
    """Reads the two fonts, keeps what is wanted, writes the third."""
    noto, hana_a, hana_b, target = sys.argv[1:]
    want = {c for low, high in BLOCKS for c in range(low, high + 1)} - set(TTFont(noto).getBestCmap())
    glyphs: dict[str, Glyph] = {}
    cmap: dict[int, str] = {}
    widths: dict[str, tuple[int, int]] = {}
    for path in (hana_b, hana_a):
        font = TTFont(path, lazy=True)
        table, source = font["glyf"], font.getBestCmap()
        if not glyphs:
            glyphs[".notdef"] = shrink(table[".notdef"], table)
            widths[".notdef"] = (UPEM, 0)
        for code in sorted(want & set(source)):
            name = f"u{code:05X}"
            glyphs[name], cmap[code], widths[name] = shrink(table[source[code]], table), name, (UPEM, 0)
        want -= set(source)
    build = FontBuilder(UPEM, isTTF=True)
    build.setupGlyphOrder(list(glyphs))
    build.setupCharacterMap(cmap)
    build.setupGlyf(glyphs)
    build.setupHorizontalMetrics(
        {n: (w, glyphs[n].xMin if glyphs[n].numberOfContours else 0) for n, (w, _) in widths.items()}
    )
    build.setupHorizontalHeader(ascent=225, descent=-31)
    build.setupNameTable(
        {
            "copyright": "Copyright 2008-2017 GlyphWiki Project; reduced for Suifang",
            "familyName": "Suifang Rare",
            "styleName": "Regular",
            "psName": "SuifangRare-Regular",
            "version": "Version 1.0",
            "licenseDescription": "SIL Open Font License, Version 1.1",
            "licenseInfoURL": "https://openfontlicense.org",
        }
    )
    build.setupOS2(sTypoAscender=225, sTypoDescender=-31, usWinAscent=225, usWinDescent=31, fsType=0)
    build.setupPost(keepGlyphNames=False)
    build.updateHead(created=3600000000, modified=3600000000, fontRevision=1.0)
    build.font.recalcTimestamp = False
    build.save(target)
    print(f"{len(cmap)} characters")


if __name__ == "__main__":
    main()
