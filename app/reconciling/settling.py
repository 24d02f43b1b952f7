"""What she says of each line, and the one change that follows. Nothing happens to a line of which she said nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.actions import Fresh, births, women
from app.consent import effective
from app.reconciling.comparing import Compared, Line, Outcome
from app.reconciling.reading import hers
from app.records import Child, Delivery, ListCheck, Value, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Edit, Write


class Said(StrEnum):
    """A word of hers about a line."""

    THEIRS = "theirs"
    """The list is right: its values are taken over."""
    OURS = "ours"
    """The ledger is right: they are told."""
    ADD = "add"
    LEFT_OUT = "left_out"
    """It is right here and missing there: they are told."""
    NOT_OURS = "not_ours"
    """Not of this village; no omission."""
    LATER = "later"


MAY: Mapping[Outcome, tuple[Said, ...]] = {
    Outcome.DIFFERING: (Said.THEIRS, Said.OURS, Said.LATER),
    Outcome.ONLY_THERE: (Said.ADD, Said.NOT_OURS, Said.LATER),
    Outcome.ONLY_HERE: (Said.LEFT_OUT, Said.LATER),
}
"""What can be said of which line, the likely first. A line that is asked wants a woman, or none, before anything else."""

TOLD = (Said.OURS, Said.LEFT_OUT)


def writes_of(compared: Compared, said: Mapping[str, Said], *, fresh: Fresh) -> tuple[Write, ...]:
    """The writes of every line she settled; children of one mother and day are one delivery."""
    writes: list[Write] = []
    born: dict[tuple[str, str], list[Line]] = {}
    for line in compared.lines:
        word = said.get(line.key)
        if line.outcome is Outcome.DIFFERING and word is Said.THEIRS and line.story is not None:
            writes += _taken_over(line, line.story)
        elif line.outcome is Outcome.ONLY_THERE and word is Said.ADD and line.row is not None:
            if compared.about == "births":
                day = str(line.row.said.get("child.birth_date") or "")
                who = (
                    line.story.woman.id
                    if line.story
                    else f"{line.row.entry.name}|{line.row.entry.id_number or line.key}"
                )
                born.setdefault((who, day), []).append(line)
            else:
                writes += _added(compared.about, line, fresh)
    for (_, day), lines in born.items():
        story, new = _her(lines[0], fresh)
        writes += new
        children = [_fields("child", line.row.said) for line in lines if line.row is not None]
        known = next((d.id for d in story.deliveries if day and d.date == day), None)
        if known is not None:  # the other twin of a delivery that is recorded
            twins = [{"birth_date": day, **child, "delivery": known} for child in children]
            writes += [write for child in twins for write in births.add_child(story, child, fresh=fresh)]
        elif day:
            writes += births.deliver(story, {"date": day}, children, fresh=fresh)
        else:
            writes += [write for child in children for write in births.add_child(story, child, fresh=fresh)]
    return tuple(writes)


def result(compared: Compared, said: Mapping[str, Said], source: str, on: str, *, fresh: Fresh) -> Add:
    """The comparison as it is kept: how many, never who. Left out here is what is on the list and was not in the ledger."""
    omitted = sum(
        line.outcome is Outcome.ONLY_THERE and said.get(line.key) is not Said.NOT_OURS for line in compared.lines
    )
    return Add(
        ListCheck(
            id=fresh(), subject="", about=compared.about, date=on, source=source[:120] or None,
            first=compared.first.isoformat() if compared.first else None,
            last=min(compared.last.isoformat(), on) if compared.last else None,
            matched=compared.count(Outcome.MATCHED), differing=compared.count(Outcome.DIFFERING),
            only_here=compared.count(Outcome.ONLY_HERE), omitted=omitted,
        )
    )  # fmt: skip


def to_tell(compared: Compared, said: Mapping[str, Said]) -> tuple[Line, ...]:
    """What those who sent the list should hear: where they are wrong, and what they left out, of whoever they may hear."""
    return tuple(line for line in compared.lines if said.get(line.key) in TOLD and _may_be_told(line))


def _may_be_told(line: Line) -> bool:
    """Nothing of a woman leaves who refused that the county hears of her."""
    return line.story is not None and effective(line.story.consents, "county") not in ("refused", "withdrawn")


def open_lines(compared: Compared, said: Mapping[str, Said]) -> int:
    """How many lines still want a word of hers."""
    return sum(
        line.outcome is Outcome.ASKED or (line.outcome in MAY and line.key not in said) for line in compared.lines
    )


def settled(lines: Iterable[Line], said: Mapping[str, str]) -> dict[str, Said]:
    """Earlier words, where they still can be said of their lines."""
    kept = {}
    for line in lines:
        word = said.get(line.key)
        if word in set(MAY.get(line.outcome, ())):
            kept[line.key] = Said(str(word))
    return kept


def _taken_over(line: Line, story: Story) -> tuple[Write, ...]:
    new: dict[str, Value] = {d.field.partition(".")[2]: d.theirs for d in line.differences}
    if line.record is None or not new:
        return ()
    if isinstance(line.record, Child) and "birth_date" in new and line.record.delivery:
        return (*_delivery(line.record, story, new), *_edited(line.record, new))
    return _edited(line.record, new)


def _edited(record: Child | object, new: Mapping[str, Value]) -> tuple[Write, ...]:
    if isinstance(record, Woman):
        return tuple(women.edit(record, new))
    kind, record_id = getattr(record, "kind", ""), getattr(record, "id", "")
    return (Edit(kind, record_id, dict(new)),)


def _delivery(child: Child, story: Story, new: Mapping[str, Value]) -> tuple[Write, ...]:
    """Her delivery moves with the child, where it was that child's alone."""
    told: Delivery | None = next((d for d in story.deliveries if d.id == child.delivery), None)
    alone = sum(c.delivery == child.delivery for c in story.children) == 1
    if told is None or not alone:
        return ()
    moved = births.correct_delivery(story, told, {"date": new["birth_date"]})
    return tuple(write for write in moved if not (isinstance(write, Edit) and write.id == child.id))


def _added(about: str, line: Line, fresh: Fresh) -> tuple[Write, ...]:
    story, new = _her(line, fresh)
    if about != "marriages" or line.row is None:
        return new
    when = line.row.said.get("life_event.date")
    return (*new, *women.live(story, "marriage", {"date": when}, fresh=fresh)) if when else new


def _her(line: Line, fresh: Fresh) -> tuple[Story, tuple[Write, ...]]:
    """The woman a line is about: of the ledger, or entered with what the list says of herself."""
    if line.story is not None or line.row is None:
        if line.story is None:
            raise ValueError(line.key)
        return line.story, ()
    told = women.register(hers(line.row), household_number=None, households=(), fresh=fresh)
    woman = next(write.record for write in told if isinstance(write, Add) and isinstance(write.record, Woman))
    assert isinstance(woman, Woman)  # noqa: S101  just picked
    return story_of(woman, ()), tuple(told)


def _fields(kind: str, said: Mapping[str, Value]) -> dict[str, Value]:
    return {name.partition(".")[2]: value for name, value in said.items() if name.startswith(f"{kind}.")}
