"""What a paper is as it leaves the ledger, so that the audit can say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.audit import Fact, What

Note = Callable[..., object]
"""``Page.note``: called with the entry and its facts."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """``what`` is its entry in the audit, ``facts`` what is on it (never about whom).

    ``asks``: names, methods or telephone numbers are on it, so she is asked what it is for.
    """

    what: What
    facts: Mapping[str, Fact] = field(default_factory=dict)
    asks: bool = False
