"""Papers of several women in one file, each with its own numbers of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.forms import fonts
from app.forms.joining import joined
from app.forms.page import Paper

C = TypeVar("C")


@fonts.lent
def pile(contents: Sequence[C], draw: Callable[[C, Paper | None], bytes], paper: Paper | None = None) -> bytes:
    """Draws each and puts them one behind the other. The fonts are read once for all of them. Needs one at least."""
    return joined([draw(content, paper) for content in contents])
