"""What she has agreed to, from her statements.

A statement names the statements its author saw standing (``replaces``). What holds is the most restrictive of those
nobody replaced: when two laptops recorded a refusal and a consent without knowing of each other, the refusal holds,
and only a consent given in knowledge of the refusal opens the scope again. Clocks decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.records.care import Consent

SCOPES = ("care", "county", "phone", "message", "home_visit", "notice")
"""Hers, in the order in which a page shows them. ``care``: kept in the village ledger. ``county``: shared with the county."""

ALL_SCOPES = (*SCOPES, "spouse")

CONTACT = ("phone", "message", "home_visit")
"""Scopes with a way to do it: through whom, and at which hours."""

SPOUSE = "spouse"
"""Her husband's own statement: that his particulars may be written down. They never leave the village."""

_STRICTEST_FIRST = ("withdrawn", "refused", "given")


def standing(statements: Iterable[Consent], scope: str) -> tuple[Consent, ...]:
    """The statements about a scope that no other statement replaces, strictest first; more than one = concurrent."""
    mine = [s for s in statements if s.scope == scope and s.retired is None]
    replaced = {old for s in mine for old in (s.replaces or "").split()}
    left = [s for s in mine if s.id not in replaced]
    return tuple(sorted(left, key=lambda s: (_rank(s.state), s.id)))


def effective(statements: Iterable[Consent], scope: str) -> str:
    """``not_asked``, ``given``, ``refused`` or ``withdrawn``."""
    left = standing(statements, scope)
    return left[0].state if left else "not_asked"


def terms(statements: Iterable[Consent], scope: str) -> tuple[str, str]:
    """Through whom and at which hours she agreed to be reached this way; '' where she named none or does not agree."""
    left = standing(statements, scope)
    return (left[0].through or "", left[0].hours or "") if left and left[0].state == "given" else ("", "")


def statement(
    statements: Iterable[Consent],
    *,
    record_id: str,
    subject: str,
    scope: str,
    state: str,
    date: str,
    how: str | None = None,
    witness: str | None = None,
    notice_version: str | None = None,
    through: str | None = None,
    hours: str | None = None,
) -> Consent:
    """Her new statement, replacing what stood for the scope."""
    before = " ".join(sorted(s.id for s in standing(statements, scope)))
    return Consent(
        id=record_id,
        subject=subject,
        scope=scope,
        state=state,
        date=date,
        how=how,
        witness=witness,
        notice_version=notice_version,
        through=through,
        hours=hours,
        replaces=before or None,
    )


def may_be_asked(statements: Iterable[Consent], scope: str) -> bool:
    """Whether the question is open. A no stands until she speaks of it herself: asking again is pressure."""
    return effective(statements, scope) in ("not_asked", "given")


def _rank(state: str) -> int:
    return _STRICTEST_FIRST.index(state) if state in _STRICTEST_FIRST else 0
