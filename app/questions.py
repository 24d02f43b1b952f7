"""What about her records a person should look at: questions of the checks, and what only shows beside other women."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.records import Record, Woman
from app.records.checks import check
from app.records.findings import Finding
from app.records.story import Story
from app.values.identity import lengthened


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at, and the record in which it can be answered."""

    record: Record
    finding: Finding


def of_story(story: Story, today: date) -> tuple[Question, ...]:
    """Every question the checks have about her and her records, hers first."""
    return tuple(Question(record, f) for record in _records(story) for f in check(record, today, story=story))


def _records(story: Story) -> Iterator[Record]:
    yield story.woman
    several: tuple[Iterable[Record], ...] = (
        story.methods, story.pregnancies, story.deliveries, story.children, story.visits, story.moves,
        story.life_events,
    )  # fmt: skip
    for records in several:
        yield from records


def same_id(woman: Woman, others: Iterable[Woman]) -> tuple[Woman, ...]:
    """Women other than her with the same id number, a 15-digit one being the same as its 18-digit form."""
    if not woman.id_number:
        return ()
    mine = lengthened(woman.id_number)
    return tuple(w for w in others if w.id != woman.id and w.id_number and lengthened(w.id_number) == mine)


def same_person(name: str | None, birth: str | None, others: Iterable[Woman], but: str = "") -> tuple[Woman, ...]:
    """Women of the same name who may have been born on the same day (as far as each birth is known)."""
    if not name or not birth:
        return ()
    return tuple(
        w for w in others
        if w.id != but and w.name == name and w.birth_date
        and (w.birth_date.startswith(birth) or birth.startswith(w.birth_date))
    )  # fmt: skip


def spellings(id_number: str) -> tuple[str, ...]:
    """The forms in which the ledger may hold an id: as given, and with 15 or 18 digits."""
    forms = {id_number, lengthened(id_number)}
    if len(id_number) == 18 and id_number[6:8] == "19":
        forms.add(id_number[:6] + id_number[8:17])
    return tuple(sorted(forms))


def sharing_door(woman: Woman, household: Iterable[Woman]) -> Woman | None:
    """Somebody of her household who is written at another door, the usual slip when a roster was typed."""
    mine = (woman.group, woman.door)
    if None in mine:
        return None
    others = (w for w in household if w.group is not None and w.door is not None)
    return next((w for w in others if (w.group, w.door) != mine), None)
