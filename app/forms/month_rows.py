"""Which figures stand on the 月报表; loads no ReportLab."""

from __future__ import annotations

import resources
from app.forms.texts import texts


@resources.cached
def printed() -> tuple[str, ...]:
    """The codes of its rows, in their order."""
    words = texts("month_report")
    return tuple(code for side in ("left", "right") for section in words[side] for code in section["rows"])
