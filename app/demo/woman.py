"""Who a made-up woman is: her own record, her household, the people around her."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.demo import people
from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.demo.lives import YEAR, Life
from app.demo.methods import Episode
from app.demo.writing import KEPT, iso
from app.records import Household, Unit, Woman
from app.values import lunar

_WIFE = Urn({"12": 50, "02": 32, "38": 18})
_SINGLE = Urn({"32": 45, "33": 15, "30": 15, "02": 25})
_RESIDENCE = Urn({"both": 74, "registered": 21, "living": 5})


@dataclass(slots=True, kw_only=True)
class Her:
    """Everything decided about one woman; ``until`` is the last day the ledger follows her (an ordinal)."""

    name: str
    life: Life
    until: int
    relation: str
    spouse: str | None = None
    ethnicity: str = "01"
    episodes: list[Episode] = field(default_factory=list)
    care: str = "given"
    consents: dict[str, str] = field(default_factory=dict)
    family_unaware: bool = False
    closed: str | None = None
    id_number: str | None = None
    child_surname: str = ""

    @property
    def follows(self) -> bool:
        """Whether visits of hers are written down."""
        return self.care == "given" and self.life.age(self.until) >= 18


@dataclass(frozen=True, slots=True)
class Home:
    """A household's record and where its door is."""

    record: Household
    group: int
    door: str


def open_household(dice: Dice, number: int, head: str, today: int, group: int | None, door: str | None) -> Home:
    """The household with a running number."""
    group = group or dice.between(1, 12)
    door = door or f"{dice.between(1, 68)}号"
    day = today - KEPT + dice.between(0, 200)
    record = Household(id=dice.id(day), subject="", number=f"{number:05d}", head=head, group=group, door=door)
    return Home(record, group, door)


def relation(dice: Dice, life: Life) -> str:
    """What she is to the head of the household where no other woman of the ledger was before her."""
    if life.together:
        return dice.draw(_WIFE)
    return dice.draw(_SINGLE) if life.first_married is None else "02"


def head_of(dice: Dice, her: Her) -> str:
    """The head's name: herself, her husband, or a father of either."""
    year = date.fromordinal(her.life.born).year
    if her.relation == "02":
        return her.name
    if her.relation == "12" and her.spouse:
        return her.spouse
    family = people.family_of(her.spouse if her.relation == "38" and her.spouse else her.name)
    return family + people.mans_name(dice, year - 26)[-1]


def describe(dice: Dice, woman: str, her: Her, home: Home, today: int, unit: Unit, index: int) -> Woman:
    """Her own record; ``index``: her running number in the village."""
    if her.care == "refused":
        return Woman(id=woman, subject=woman, name=her.name, group=home.group)
    life = her.life

    birth, stated, number = _birth(dice, her)
    address = f"{unit.name}{home.group}组{home.door}"
    residence = "both" if life.open_today or dice.chance(0.2) else dice.draw(_RESIDENCE)
    stated_children = her.care == "not_asked"
    since = life.remarried or life.parted or life.married
    return Woman(
        id=woman,
        subject=woman,
        name=her.name,
        id_type="01" if number else None,
        id_number=number,
        birth_date=birth,
        birth_stated=stated,
        ethnicity=her.ethnicity,
        education=_schooling(dice, life.age(today)),
        occupation=_occupation(dice, life.age(today)),
        marital=life.marital,
        marital_since=None if since is None else iso(since),
        first_marriage=None if life.first_married is None else _remembered(dice, life.first_married, today),
        household=home.record.id,
        relation=her.relation,
        group=home.group,
        door=home.door,
        registered_address=address if residence != "living" else None,
        current_address=dice.one(lists().places["moved_to"]) if residence == "registered" else address,
        residence=residence,
        phone=people.phone(dice) if dice.chance(0.9) or life.open_today else None,
        safe_contact=dice.one(lists().words["safe_contact"]) if her.family_unaware or dice.chance(0.02) else None,
        family_unaware=her.family_unaware,
        health_record=f"{unit.code}{index % 100_000:05d}" if dice.chance(0.7) else None,
        spouse_name=her.spouse if life.together else None,
        spouse_id_number=_spouses_id(dice, life) if life.together else None,
        spouse_phone=people.phone(dice) if life.together and dice.chance(0.5) else None,
        children_stated=sum(len(b.sexes) for b in life.births) if stated_children else None,
        girls_stated=sum(b.sexes.count("2") for b in life.births) if stated_children else None,
        youngest_birth_stated=iso(life.births[-1].day) if stated_children and life.births else None,
        status="closed" if her.closed else "open",
        closed_reason=her.closed,
        closed_date=iso(her.until) if her.closed else None,
    )


def _birth(dice: Dice, her: Her) -> tuple[str, str | None, str | None]:
    """Her birth date, what was said beside it, and her id number: right for nearly all."""
    born = her.life.born
    birth = iso(born)
    if her.id_number is not None:
        return birth, None, her.id_number
    number = people.id_number(dice, born, female=True)
    stated = None
    if dice.chance(0.008):
        stated = lunar.write(lunar.of_solar(date.fromordinal(born)))
    if her.life.open_today or not dice.chance(0.018):
        return birth, stated, number
    flaw = dice.between(0, 2)
    if flaw == 0:  # one digit mistyped
        return birth, stated, number[:16] + str((int(number[16]) + 2) % 10) + number[17]
    if flaw == 1 and date.fromordinal(born).year < 1990:
        return birth, stated, people.old_id_number(dice, born)
    return (birth[:7] if dice.chance(0.4) else birth), None, None


def _schooling(dice: Dice, age: float) -> str:
    """Her education; nobody has finished a school before its age."""
    drawn = dice.draw(lists().education_old if age > 41 else lists().education_young)
    youngest = {"10": 25, "20": 22, "30": 21, "40": 18, "60": 18}.get(drawn, 15)
    return drawn if age >= youngest else "70" if age >= 15 else "80"


def _occupation(dice: Dice, age: float) -> str | None:
    if age < 18:
        return "学生"
    return dice.one(lists().words["occupations"]) if dice.chance(0.5) else None


def _remembered(dice: Dice, day: int, today: int) -> str:
    """Older dates are sometimes known to the month or the year."""
    if today - day < 6 * YEAR or dice.chance(0.85):
        return iso(day)
    return iso(day)[: dice.one((4, 7))]


def _spouses_id(dice: Dice, life: Life) -> str | None:
    born = life.born - dice.between(-700, 2200)
    return people.id_number(dice, born, female=False) if dice.chance(0.6) else None
