"""Each row of a list beside the ledger: matching, differing, only there, to be asked, or about somebody who said no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.followups.life import away_on, not_in_ledger
from app.reconciling.reading import EVENTS, ListRow, ReadList
from app.records import Record, Value
from app.records.story import Story
from app.roster.columns import key, lists
from app.roster.matching import Known, Matcher
from app.values.dates import covers, earliest, latest, parse, span
from app.values.identity import lengthened, read_id


class Outcome(StrEnum):
    """What became of a row, or of a record that no row is about."""

    ASKED = "asked"
    """It may be one of several, or somebody written differently: a person says."""
    DIFFERING = "differing"
    ONLY_THERE = "only_there"
    ONLY_HERE = "only_here"
    MATCHED = "matched"
    REFUSED = "refused"
    """About a woman who refused to be in the ledger: nothing is said beyond that."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, ``<kind>.<field>``, as the ledger has it and as the list says it."""

    field: str
    ours: Value
    theirs: Value


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to settle. ``row`` is None for what is only here; ``record``: what of hers it is about, where there is.

    ``candidates``: the women it may be about. Of a ``REFUSED`` line nobody's name is shown.
    """

    key: str
    outcome: Outcome
    row: ListRow | None = None
    story: Story | None = None
    record: Record | None = None
    differences: tuple[Difference, ...] = ()
    candidates: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """``lines``: what wants a look first. ``first``, ``last``: the months the list is about; None for lists of people."""

    about: str
    lines: tuple[Line, ...]
    first: date | None
    last: date | None

    def count(self, outcome: Outcome) -> int:
        """How many lines came out so."""
        return sum(line.outcome is outcome for line in self.lines)


def compare(
    read: ReadList, stories: Sequence[Story], known: Sequence[Known], today: date, said: Mapping[str, str] | None = None
) -> Compared:
    """Holds a list against the ledger. ``said``: by a line's key, which woman she says it is about; ``""``: none of them.

    Nobody is merged: one id is one woman; else name and birthday decide; what is not sure is asked.
    """
    of = {story.woman.id: story for story in stories}
    chosen = said or {}
    matched = _match(read, known)
    taken: set[str] = set()
    lines: list[Line] = []
    for row in read.rows:
        woman, asked = matched[_key(row)]
        if asked and _key(row) in chosen:
            woman, asked = chosen[_key(row)] or None, ()
        lines.append(_line(read.about, row, of.get(woman or ""), [of[i] for i in asked if i in of], taken))
    first, last = _months(read)
    lines += _only_here(
        read.about, stories, taken, {line.story.woman.id for line in lines if line.story}, first, last, today
    )
    order = list(Outcome)
    lines.sort(key=lambda line: order.index(line.outcome))
    return Compared(read.about, tuple(lines), first, last)


def _match(read: ReadList, known: Sequence[Known]) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """By row: the woman it is surely about, or those it may be about.

    What a row says stands for her own person only here, so an earlier import proves nothing; rows of one mother (twins)
    are matched one by one.
    """
    fresh = [Known(one.woman, one.values, kept_out=one.kept_out) for one in known]
    people = {"woman.name", "woman.id_number", "woman.birth_date", "woman.phone"}
    found: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    whole = Matcher(fresh) if read.about not in EVENTS else None
    index = _index(fresh) if whole is None else {}
    for row in read.rows:
        said = {name: value for name, value in _hers(row).items() if name in people}
        near = whole or Matcher(_near(row, index))
        match = near.match_all([(row.entry, said)])[row.ref]
        found[_key(row)] = (match.known.woman if match.known else None, match.candidates)
    return found


def _index(known: Iterable[Known]) -> dict[str, list[Known]]:
    index: dict[str, list[Known]] = {}
    for one in known:
        name, number = str(one.values.get("woman.name") or ""), str(one.values.get("woman.id_number") or "")
        for mark in (key(name), lengthened(number) if number else ""):
            if mark:
                index.setdefault(mark, []).append(one)
    return index


def _near(row: ListRow, index: Mapping[str, list[Known]]) -> list[Known]:
    number = row.entry.id_number
    marks = [key(row.entry.name), lengthened(number) if number else ""]
    found = {one.woman: one for mark in marks for one in index.get(mark, ())}
    return list(found.values())


def _hers(row: ListRow) -> dict[str, Value]:
    entry = row.entry
    told = {"name": entry.name, "id_number": entry.id_number, "birth_date": entry.birth, "phone": entry.phone}
    return {f"woman.{name}": value for name, value in told.items() if value}


def _line(about: str, row: ListRow, story: Story | None, asked: Sequence[Story], taken: set[str]) -> Line:
    name = _key(row)
    if (story is not None and not_in_ledger(story)) or any(not_in_ledger(one) for one in asked):
        return Line(name, Outcome.REFUSED)
    if asked:
        return Line(name, Outcome.ASKED, row, candidates=tuple(asked))
    if story is None:
        return Line(name, Outcome.ONLY_THERE, row)
    record = story.woman if about not in EVENTS else _event_of(about, row, story, taken)
    if record is None:
        return Line(name, Outcome.ONLY_THERE, row, story)
    taken.add(record.id)
    differences = _differences(about, row, record, story)
    return Line(name, Outcome.DIFFERING if differences else Outcome.MATCHED, row, story, record, differences)


def _event_of(about: str, row: ListRow, story: Story, taken: set[str]) -> Record | None:
    """The child or the marriage a row is about: the same day first, then the nearest within reach."""
    field = "birth_date" if about == "births" else "date"
    ours: list[Record] = (
        [child for child in story.children if child.relation == "birth"] if about == "births"
        else [event for event in story.life_events if event.event == "marriage"]
    )  # fmt: skip
    said = span(str(row.said.get(f"{'child' if about == 'births' else 'life_event'}.{field}") or ""))
    reach = timedelta(days=lists()[about]["near"])
    ranked = []
    for record in ours:
        day = span(getattr(record, field))
        if record.id in taken or said is None or day is None or day[0] - reach > said[1] or said[0] - reach > day[1]:
            continue
        unlike = sum(d.field != f"child.{field}" for d in _differences(about, row, record, story))
        ranked.append((abs((day[0] - said[0]).days), unlike, record.id, record))
    return min(ranked, key=lambda r: r[:3])[3] if ranked else None


def _differences(about: str, row: ListRow, record: Record, story: Story) -> tuple[Difference, ...]:
    found = []
    for name in lists()[about]["compare"]:
        kind, _, field = name.partition(".")
        theirs = row.said.get(name)
        source = story.woman if kind == "woman" else record
        ours = getattr(source, field)
        if theirs is not None and not _same(field, ours, theirs):
            found.append(Difference(name, ours, theirs))
    return tuple(found)


def _same(field: str, ours: Value, theirs: Value) -> bool:
    """Whether two values say the same: numbers in their long form, a day within a month known no better, words without blanks."""
    if ours is None or theirs is None:
        return ours == theirs
    if field == "id_number":
        return lengthened(read_id(str(ours)).number or str(ours)) == lengthened(str(theirs))
    if field.endswith("date"):
        return span(str(ours)) is not None and covers(parse(str(theirs)), parse(str(ours)))
    if isinstance(ours, str) and isinstance(theirs, str):
        return key(ours) == key(theirs)
    return ours == theirs


def _months(read: ReadList) -> tuple[date | None, date | None]:
    """From the first to the last day of the months in which what the list tells of happened."""
    if read.about not in EVENTS:
        return None, None
    field = "child.birth_date" if read.about == "births" else "life_event.date"
    spans = [when for row in read.rows if (when := span(str(row.said.get(field) or "")))]
    if not spans:
        return None, None
    first, last = min(when[0] for when in spans), max(when[1] for when in spans)
    return first.replace(day=1), latest(parse(f"{last:%Y-%m}"))


def _only_here(
    about: str, stories: Sequence[Story], taken: set[str], seen: set[str], first: date | None, last: date | None, today: date
) -> list[Line]:  # fmt: skip
    lines: list[Line] = []
    for story in stories:
        if story.woman.retired is not None or not_in_ledger(story):
            continue
        if about not in EVENTS:
            expected = story.woman.status == "open" and not away_on(story.moves, today)
            if about == "registrations":
                expected = expected and story.woman.residence != "living"
            if expected and story.woman.id not in seen:
                lines.append(Line(f"here.{story.woman.id}", Outcome.ONLY_HERE, None, story, story.woman))
            continue
        lines += [
            Line(f"here.{record.id}", Outcome.ONLY_HERE, None, story, record)
            for record, day in _events(about, story)
            if record.id not in taken
            and first
            and last
            and first <= earliest(parse(day))
            and latest(parse(day)) <= last
        ]
    return lines


def _events(about: str, story: Story) -> list[tuple[Record, str]]:
    if about == "births":
        born = (c for c in story.children if c.relation == "birth" and c.born == "live")
        return [(child, child.birth_date) for child in born if child.birth_date]
    return [(event, event.date) for event in story.life_events if event.event == "marriage"]


def _key(row: ListRow) -> str:
    return f"{row.ref.sheet}!{row.ref.row}"
