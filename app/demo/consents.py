"""What a made-up woman has agreed to; each statement with its date and how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo.dice import Dice, Urn
from app.records import Consent

NOTICE = "2026-1"
_ANSWERS = {
    # scope: weights of how it stands now
    "county": Urn({"given": 74, "not_asked": 11, "refused": 9, "withdrawn": 6}),
    "phone": Urn({"given": 82, "not_asked": 8, "refused": 9, "withdrawn": 1}),
    "message": Urn({"given": 55, "not_asked": 30, "refused": 14, "withdrawn": 1}),
    "home_visit": Urn({"given": 76, "not_asked": 10, "refused": 12, "withdrawn": 2}),
    "notice": Urn({"given": 6, "not_asked": 90, "refused": 4}),
}


def consents(
    dice: Dice, woman: str, today: int, *, care: str = "given", fixed: dict[str, str] | None = None
) -> Iterator[Consent]:
    """Her statements. ``care`` ``not_asked`` means that nobody has spoken with her yet; ``fixed`` settles some scopes."""
    if care == "not_asked":
        return
    asked = today - dice.between(3, 1000)
    yield _said(dice, woman, "care", care, asked)
    if care != "given":
        return
    for scope, urn in _ANSWERS.items():
        answer = (fixed or {}).get(scope) or dice.draw(urn)
        if answer == "not_asked":
            continue
        first = _said(dice, woman, scope, "given" if answer == "withdrawn" else answer, asked)
        yield first
        if answer == "withdrawn":
            yield _said(dice, woman, scope, "withdrawn", dice.between(asked, today), replaces=first.id)


def _said(dice: Dice, woman: str, scope: str, state: str, day: int, *, replaces: str | None = None) -> Consent:
    signed = dice.chance(0.8)
    return Consent(
        id=dice.id(day),
        subject=woman,
        scope=scope,
        state=state,
        date=date.fromordinal(day).isoformat(),
        how="signed" if signed else "oral",
        witness=None if signed else "乡卫生院护士",
        notice_version=NOTICE,
        replaces=replaces,
    )
