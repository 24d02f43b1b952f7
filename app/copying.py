"""Copying out 抄录: a record in the field order and the words of another system she must retype into.

Which fields, in which order and how they are written there is data (``resources/systems/*.toml``); a county adjusts it
by a file of its own. What was entered there is remembered per record as a digest of every value (``CopiedOut.state``),
so that a change since then shows, and in which fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.actions import Fresh
from app.codes import code_list
from app.consent import effective
from app.copying_systems import LISTABLE, Place, Screen, System, read_system, systems
from app.followups.life import not_in_ledger
from app.records import KINDS, Child, CopiedOut, Record
from app.records.fields import Code, Codes, Day, IdNumber, Phone
from app.records.story import Story
from app.records.writes import Add, Edit, Write
from app.values.dates import PartialDate, earliest, parse, precision

__all__ = ["Line", "Paper", "Place", "Screen", "System", "copied", "of_month", "of_woman", "read_system", "systems"]

_NO = ("refused", "withdrawn")
LISTED_AGAIN = LISTABLE | {"woman"}
"""What stands on a month's list when it changed after it was entered there; a pregnancy shows on her own page alone."""

_PARTS = {"year": "%Y", "month": "%m", "day": "%d"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field as that system wants it. ``closed``: shown only on purpose (sensitive, or an id or telephone number)."""

    place: Place
    value: str
    closed: bool


@dataclass(frozen=True)
class Paper:
    """A record as one screen of a system. ``copied``: how it was entered there last, None while it never was."""

    system: System
    screen: Screen
    story: Story
    record: Record
    copied: CopiedOut | None = None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The fields in that system's order; empty ones too, so that the order holds."""
        return tuple(self._line(place) for place in self.screen.fields)

    @cached_property
    def state(self) -> str:
        """``field:digest`` of every value as written there; the record's id is mixed in, so that equal values differ."""
        return " ".join(f"{line.place.source}:{self._digest(line.value)}" for line in self.lines)

    @property
    def changed(self) -> tuple[Place, ...]:
        """The fields whose value is another than was entered there; none while it never was."""
        if self.copied is None:
            return ()
        before = dict(part.split(":", 1) for part in self.copied.state.split())
        return tuple(
            line.place for line in self.lines
            if line.place.source in before and before[line.place.source] != self._digest(line.value)
        )  # fmt: skip

    @property
    def to_do(self) -> bool:
        """Whether it is still to be copied, or again."""
        return self.copied is None or bool(self.changed)

    @property
    def date(self) -> str:
        """The day that puts it into a month, ``""`` where the screen has none."""
        return str(getattr(self.record, self.screen.dated) or "") if self.screen.dated else ""

    @property
    def asked(self) -> bool:
        """Whether she was asked for what copying needs; not asked is said beside it, refused is never here."""
        return not self.system.consent or effective(self.story.consents, self.system.consent) != "not_asked"

    def _digest(self, value: str) -> str:
        return hashlib.blake2b(value.encode(), digest_size=8, key=self.record.id.encode()[:64]).hexdigest()

    def _line(self, place: Place) -> Line:
        source = _source(self.story, self.record, place.kind)
        described = KINDS[place.kind].fields[place.field]
        value = getattr(source, place.field, None) if source else None
        said = "" if value is None else str(value)
        if said and place.words.get(said):
            said = place.words[said]
        elif said and isinstance(described, Code):
            said = code_list(described.list).label(said, "zh")
        elif said and isinstance(described, Codes):
            said = "、".join(code_list(described.list).label(code, "zh") for code in said.split())
        elif said and isinstance(described, Day):
            said = written(parse(said), place.date or self.system.date)
        return Line(place, said, described.sensitive or isinstance(described, IdNumber | Phone))


def written(day: PartialDate, pattern: str) -> str:
    """A day as that system writes it (``1994.05.12``); of one not wholly known as much as is known (``1994.05``)."""
    known = _PARTS[precision(day)]
    return earliest(day).strftime(pattern[: pattern.index(known) + 2])


def of_month(
    stories: Iterable[Story], system: System, copied_out: Iterable[CopiedOut], month: str
) -> tuple[Paper, ...]:
    """What of a month (``2026-10``) that system wants, oldest first, and whatever was entered there and changed since.

    Events only: which screens may be listed at all is held by the reader of systems; of what changed, ``LISTED_AGAIN``.
    """
    before = list(copied_out)
    known = _known(before)
    papers = [
        paper
        for story in stories
        for paper in _papers(story, system, known)
        if (paper.screen.listed and paper.date.startswith(month))
        or (paper.screen.kind in LISTED_AGAIN and paper.changed)
    ]
    return tuple(sorted(papers, key=lambda p: (p.date, p.story.woman.name, p.screen.key, p.record.id)))


def of_woman(story: Story, system: System, copied_out: Iterable[CopiedOut]) -> tuple[Paper, ...]:
    """Everything of one woman that system has a screen for."""
    return tuple(_papers(story, system, _known(copied_out)))


def may_be_copied(story: Story, system: System) -> bool:
    """Not who refused to be in the ledger, nor who refused what the system needs."""
    if not_in_ledger(story) or story.woman.retired is not None:
        return False
    return not system.consent or effective(story.consents, system.consent) not in _NO


def copied(paper: Paper, on: str, *, fresh: Fresh) -> tuple[Write, ...]:
    """It was entered there 已录入, as it stands now."""
    if paper.copied is not None:
        values = {"state": paper.state, "date": on}
        return (Edit(CopiedOut.kind, paper.copied.id, values),)
    name = f"{paper.system.key}/{paper.screen.key}"
    subject = paper.story.woman.id
    made = CopiedOut(id=fresh(), subject=subject, system=name, record=paper.record.id, state=paper.state, date=on)
    return (Add(made),)


def _known(copied_out: Iterable[CopiedOut]) -> Mapping[tuple[str, str], CopiedOut]:
    """The latest of each; two laptops may have entered the same record."""
    standing = sorted((c for c in copied_out if c.retired is None), key=lambda c: (c.date, c.id))
    return {(c.system, c.record): c for c in standing}


def _papers(story: Story, system: System, known: Mapping[tuple[str, str], CopiedOut]) -> Iterator[Paper]:
    if not may_be_copied(story, system):
        return
    for screen in system.screens:
        for record in _records(story, screen.kind):
            if all(str(getattr(record, name)) == wanted for name, wanted in screen.where.items()):
                yield Paper(system, screen, story, record, known.get((f"{system.key}/{screen.key}", record.id)))


def _records(story: Story, kind: str) -> tuple[Record, ...]:
    if kind == "woman":
        return (story.woman,)
    of: Mapping[str, tuple[Record, ...]] = {
        "child": story.children, "delivery": story.deliveries, "move": story.moves, "life_event": story.life_events,
        "pregnancy": story.pregnancies,
    }  # fmt: skip
    return of[kind]


def _source(story: Story, record: Record, kind: str) -> Record | None:
    if kind == record.kind:
        return record
    if kind == "woman":
        return story.woman
    if kind == "delivery" and isinstance(record, Child):
        return next((d for d in story.deliveries if d.id == record.delivery), None)
    return None
