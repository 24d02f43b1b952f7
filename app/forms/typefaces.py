"""The shipped font files, as bytes: for the forms here and for whoever else draws with them (no ReportLab, no Qt)."""

from __future__ import annotations

from importlib import resources

import zstandard

TEXT = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
RARE = "SuifangRare"
"""The name of the font for everything else; 22 MB unpacked: load it when a character asks for it."""


RARE_FROM = 0x3400
"""No character below is in the rare font, so that it need not be opened to know."""


def font_bytes(name: str) -> bytes:
    """A TrueType font file by one of the names above; the rare one is kept packed."""
    folder = resources.files("resources") / "fonts"
    if name == RARE:
        return zstandard.ZstdDecompressor().decompress((folder / f"{name}.ttf.zst").read_bytes())
    return (folder / f"{name}.ttf").read_bytes()
