"""What a failure says: what happened, what is safe, what to do.

A text ``error.<code>`` has those three lines. A code without words of its own borrows those of its nearest parent
(``error.ledger.key.wrong`` → ``error.ledger.key`` → ``error.ledger``) and at last an honest ``error.unknown``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import SuifangError
from app.texts import error_key
from ui.text import language, tr


@dataclass(frozen=True, slots=True)
class Said:
    """Three short sentences. ``safe`` is empty only where there was nothing to lose."""

    what: str
    safe: str
    todo: str

    @property
    def text(self) -> str:
        """All of it, one sentence a line."""
        return "\n".join(part for part in (self.what, self.safe, self.todo) if part)


def say(error: SuifangError) -> Said:
    """The words for an error, in the language spoken now."""
    return say_code(error.code, error.facts)


def say_code(code: str, facts: Mapping[str, object]) -> Said:
    """The words for a code: its own, a parent's, or those for something nobody foresaw."""
    key = error_key(language(), code, facts)
    lines = [line.strip() for line in tr(key, **facts).strip().split("\n")]
    what, safe, todo = (*lines, "", "", "")[:3]
    return Said(what, safe, todo)
