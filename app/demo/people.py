"""Names, id numbers and telephone numbers of people who do not exist."""

from __future__ import annotations

from datetime import date

from app.demo.dice import Dice
from app.demo.lists import Cohort, lists

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"  # GB 11643-1999, section 4.2.3


def surname(dice: Dice) -> str:
    """A surname by its frequency."""
    return dice.draw(lists().surnames)


def womans_name(dice: Dice, year: int) -> str:
    """Surname and given name of a woman born in ``year``; now and then with a rare character."""
    given = _given(dice, _cohort(lists().women, year))
    if dice.chance(0.012):
        rare = dice.one(lists().rare)
        given = rare if dice.chance(0.5) else given[0] + rare
    return surname(dice) + given


def dotted_name(dice: Dice) -> str:
    """A name written with a middle dot."""
    return f"{dice.one(lists().dotted_given)}·{dice.one(lists().dotted_father)}"


def mans_name(dice: Dice, year: int) -> str:
    """Surname and given name of a man born in ``year``."""
    return surname(dice) + _given(dice, _cohort(lists().men, year))


def childs_name(dice: Dice, family: str, sex: str, year: int) -> str:
    """The name of a child of a family."""
    return family + _given(dice, _cohort(lists().women if sex == "2" else lists().men, year))


def family_of(name: str) -> str:
    """The surname in a full name; two characters where they are one surname."""
    return name[:2] if name[:2] in ("欧阳", "上官", "司马") else name[:1]


def id_number(dice: Dice, birth: int, *, female: bool, place: str | None = None) -> str:
    """A resident id of 18 characters for somebody born on ``birth`` (a date's ordinal), with the right check digit."""
    issued = place or dice.draw(lists().id_places)
    serial = dice.between(0, 499) * 2 + (0 if female else 1)
    stem = f"{issued}{date.fromordinal(birth):%Y%m%d}{serial:03d}"
    return stem + check_digit(stem)


def check_digit(stem: str) -> str:
    """The 18th character for the first 17 (GB 11643-1999)."""
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, stem, strict=True)) % 11]


def old_id_number(dice: Dice, birth: int) -> str:
    """A number of 15 digits, as given out before 1999; a woman's."""
    return f"{dice.draw(lists().id_places)}{date.fromordinal(birth):%y%m%d}{dice.between(0, 499) * 2:03d}"


def phone(dice: Dice) -> str:
    """A mobile number of 11 digits."""
    return f"{dice.one(lists().places['phone_prefixes'])}{dice.between(0, 99_999_999):08d}"


def _cohort(cohorts: tuple[Cohort, ...], year: int) -> Cohort:
    return next((c for c in cohorts if year < c.until), cohorts[-1])


def _given(dice: Dice, cohort: Cohort) -> str:
    if dice.chance(0.22):
        return dice.one(cohort.only)
    first, second = dice.one(cohort.first), dice.one(cohort.second)
    return second if first == second else first + second
