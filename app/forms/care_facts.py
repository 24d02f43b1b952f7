"""What a record of the service standard can say of one visit: of the woman, her pregnancy, the birth, the child, the visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.codes import code_list
from app.consent import SPOUSE, effective
from app.forms.findings import code_words, day_words, value_words
from app.forms.maternal import LONGEST, began
from app.forms.people import place
from app.forms.texts import texts
from app.people import age, weeks_on
from app.records import KINDS, Child, Delivery, Pregnancy, Record, Visit
from app.records.fields import Code, Codes, Count, Field, Flag
from app.records.story import Story
from app.values.dates import span

_FILE = "care_records"
_ASKED_BY_PEN = frozenset({"not_said", "not_checked"})
"""Answers that are none: the boxes stay empty."""

_SEXES = ("1", "2")
_MOST_BOXES = 8
"""A longer list is not printed as boxes: what was found is written, or room is left for it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One visit with what belongs to it. Without a story everything is blank."""

    story: Story | None = None
    visit: Visit | None = None
    pregnancy: Pregnancy | None = None
    delivery: Delivery | None = None
    child: Child | None = None
    today: date | None = None

    @property
    def whose(self) -> str:
        """The id of the child or pregnancy it is about, so that visits can stand beside each other."""
        return (self.child and self.child.id) or (self.pregnancy and self.pregnancy.id) or ""

    def words(self, source: str, *, whole: bool) -> str:
        """The value for its own cell: a code among its ticked or empty boxes, else words, else room to write."""
        kind, _, name = source.partition(".")
        if kind == "calc":
            return self._worked_out(name) or str(texts(_FILE)["blank"])
        field = KINDS[kind].fields[name]
        value = self._stored(kind, name, whole=whole)
        if isinstance(field, Code | Codes) and len(codes := _offered(field)) <= _MOST_BOXES:
            return _boxes(field, codes, value)
        return self._told(kind, name, value) or _room(field)

    def value(self, source: str, *, whole: bool) -> str:
        """The value alone, for a narrow column; nothing where nothing is known."""
        kind, _, name = source.partition(".")
        if kind == "calc":
            return self._worked_out(name)
        return self._told(kind, name, self._stored(kind, name, whole=whole))

    def _stored(self, kind: str, name: str, *, whole: bool) -> object:
        record: Record | None = self.story.woman if kind == "woman" and self.story else getattr(self, kind, None)
        if record is None or (KINDS[kind].fields[name].sensitive and not whole):
            return None
        value: object = getattr(record, name)
        return None if value in _ASKED_BY_PEN else value

    @staticmethod
    def _told(kind: str, name: str, value: object) -> str:
        field = KINDS[kind].fields[name]
        return "" if isinstance(field, Flag) and not value else value_words(kind, name, value)

    def _worked_out(self, name: str) -> str:
        if self.story is None:
            return ""
        worked = _VISITED.get(name)
        if worked is not None:
            return worked(self, self.visit) if self.visit else ""
        return _ALWAYS[name](self, self.story)


def visits_of(story: Story, kind: str) -> list[Visit]:
    """Her visits of a kind, by day."""
    return sorted((v for v in story.visits if v.visit_kind == kind), key=lambda v: (v.date, v.id))


def facts_of(story: Story, visit: Visit | None, today: date) -> Facts:
    """What a visit is about; without one, her pregnancy and birth as they stand today."""
    day = date.fromisoformat(visit.date) if visit else today
    about = visit.about if visit else None
    child = next((c for c in story.children if c.id == about), None) or _newborn(story, visit, day)
    delivery = next((d for d in story.deliveries if d.id in (about, child.delivery if child else None)), None)
    if delivery is None and child is None:
        delivery = _last_delivery(story, day)
    pregnancy = next((p for p in story.pregnancies if p.id == about), None) or _pregnancy_on(story, day)
    return Facts(story, visit, pregnancy, delivery, child, today)


def _newborn(story: Story, visit: Visit | None, day: date) -> Child | None:
    """The child a visit without a name for it can only mean: the one born alive in the two months before."""
    if visit is None or visit.visit_kind != "newborn":
        return None
    found = [c for c in story.children if c.born == "live" and _days_since(c.birth_date, day, most=60) is not None]
    return found[0] if len(found) == 1 else None


def _last_delivery(story: Story, day: date) -> Delivery | None:
    found = [d for d in story.deliveries if _days_since(d.date, day, most=200) is not None]
    return found[-1] if found else None


def _pregnancy_on(story: Story, day: date) -> Pregnancy | None:
    found = [p for p in story.pregnancies if (begun := began(p)) and begun <= day <= begun + LONGEST]
    return found[-1] if found else None


def _days_since(stated: str | None, day: date, *, most: int = 100_000) -> int | None:
    """Days since a day that is known exactly; None where it is not, lies ahead, or longer ago than ``most``."""
    found = span(stated)
    if not found or found[0] != found[1]:
        return None
    days = (day - found[0]).days
    return days if 0 <= days <= most else None


def _offered(field: Code | Codes) -> list[str]:
    codes = code_list(field.list).codes
    return [code for code in codes if code not in _ASKED_BY_PEN and (field.list != "sex" or code in _SEXES)]


def _boxes(field: Code | Codes, codes: Sequence[str], value: object) -> str:
    words, chosen, labels = texts(_FILE), str(value or "").split(), code_list(field.list)
    return str(words["between"]).join(
        words["option"].format(box=words["tick"] if code in chosen else words["box"], word=labels.label(code, "zh"))
        for code in codes
    )


def _room(field: Field) -> str:
    return str(texts(_FILE)["blank"]) if isinstance(field, Count) else ""


def _weeks(facts: Facts, visit: Visit) -> str:
    found = weeks_on(facts.pregnancy, date.fromisoformat(visit.date)) if facts.pregnancy else None
    return str(texts(_FILE)["weeks"].format(weeks=found[0], days=found[1])) if found else ""


def _after(facts: Facts, visit: Visit) -> str:
    days = _days_since(facts.delivery.date, date.fromisoformat(visit.date)) if facts.delivery else None
    return "" if days is None else str(texts(_FILE)["days_after"].format(days=days))


def _days_old(facts: Facts, visit: Visit) -> str:
    days = _days_since(facts.child.birth_date, date.fromisoformat(visit.date)) if facts.child else None
    return "" if days is None else str(texts(_FILE)["days_after"].format(days=days))


def _months_old(facts: Facts, visit: Visit) -> str:
    day = date.fromisoformat(visit.date)
    if facts.child is None or _days_since(facts.child.birth_date, day) is None:
        return ""
    born = date.fromisoformat(str(facts.child.birth_date))
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return str(texts(_FILE)["months_old"].format(months=months))


def _pressure(_facts: Facts, visit: Visit) -> str:
    if not visit.systolic or not visit.diastolic:
        return ""
    return str(texts(_FILE)["pressure"].format(high=visit.systolic, low=visit.diastolic))


def _bmi(_facts: Facts, visit: Visit) -> str:
    """Weight in kilograms over the square of the height in metres, to one decimal (kg/m²)."""
    if not visit.height_mm or not visit.weight_g:
        return ""
    return f"{visit.weight_g * 1000 / visit.height_mm**2:.1f}"


def _age(facts: Facts, story: Story) -> str:
    day = date.fromisoformat(facts.visit.date) if facts.visit else facts.today
    years = age(story, day) if day else None
    return "" if years is None else str(texts(_FILE)["years_old"].format(years=years))


def _spouse(_facts: Facts, story: Story) -> str:
    """His name only while his own statement that it may be kept stands."""
    return (story.woman.spouse_name or "") if effective(story.consents, SPOUSE) == "given" else ""


def _expected(facts: Facts, _story: Story) -> str:
    """When a child is expected; else when the last one was born, in the last year."""
    pregnancy = facts.pregnancy
    if pregnancy and pregnancy.outcome is None and not (facts.delivery and facts.delivery.pregnancy == pregnancy.id):
        return day_words(pregnancy.edd)
    return day_words(facts.delivery.date) if facts.delivery else ""


_VISITED: Mapping[str, Callable[[Facts, Visit], str]] = {
    "weeks": _weeks, "after": _after, "days_old": _days_old, "months_old": _months_old, "pressure": _pressure,
    "bmi": _bmi,
}  # fmt: skip
_ALWAYS: Mapping[str, Callable[[Facts, Story], str]] = {
    "age": _age,
    "spouse": _spouse,
    "expected": _expected,
    "place": lambda _facts, story: place(story),
    "marital": lambda _facts, story: code_words("marital", story.woman.marital),
    "id_type": lambda _facts, story: code_words("id_type", story.woman.id_type),
}
