"""What about her records a person should look at: questions of the checks, and what only shows beside other women."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.plausible import check_visit
from app.records import KINDS, MethodUse, Record, RosterLine, Settled, Visit, Woman
from app.records.checks import check
from app.records.findings import Finding, question
from app.records.story import Story
from app.same_woman import entries_of
from app.values.identity import lengthened
from app.values.names import tidy_name

TWO_PEOPLE = "two_people"
"""``Settled.finding`` of two entries somebody found to be two people."""

CONTRADICTORY, IMPLAUSIBLE, MISSING, UNSPECIFIED, LEFT_OVER = (
    "contradictory", "implausible", "missing", "unspecified", "left_over",
)  # fmt: skip
"""What a question is about: two things that cannot both be; one that is odd; something not known; a kind nobody said;
what a roster said that could not be read."""

_MISSING = frozenset({
    "finding.together", "finding.closed.reason", "finding.witness", "finding.start_missing", "finding.outcome_open",
    "finding.birth_missing", "finding.sex_missing", "finding.required",
})  # fmt: skip
_IMPLAUSIBLE = frozenset({
    "finding.unusual", "finding.unusual_age", "finding.unusual_weeks", "finding.unlike_last",
    "finding.age", "finding.before_grown", "finding.phone", "finding.health_record",
    "finding.mother_age", "finding.birth_weeks", "finding.name.private", "finding.id.checksum",
    "finding.id.birth_impossible", "finding.id.length", "finding.id.damaged",
})  # fmt: skip

_BY_ITSELF = {
    "finding.kind_unspecified": UNSPECIFIED,
    "finding.roster_unread": LEFT_OVER,
    **dict.fromkeys(_MISSING, MISSING),
    **dict.fromkeys(_IMPLAUSIBLE, IMPLAUSIBLE),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at, and the record in which it can be answered."""

    record: Record
    finding: Finding

    @property
    def about(self) -> str:
        """What sort of thing it is: ``CONTRADICTORY`` and so on."""
        return _BY_ITSELF.get(self.finding.code, CONTRADICTORY)


def of_story(story: Story, today: date) -> tuple[Question, ...]:
    """Every question the checks have about her and her records, hers first."""
    asked = [Question(record, f) for record in _records(story) for f in _checked(record, today, story)]
    woman = story.woman
    if woman.merged_into and woman.merged_into not in entries_of(story):
        asked.append(Question(woman, question("joined_erased", "merged_into")))
    return tuple(asked)


def _checked(record: Record, today: date, story: Story) -> tuple[Finding, ...]:
    """The checks of its kind; of a visit also what its numbers are beside age, week and last time."""
    return check_visit(record, today, story) if isinstance(record, Visit) else check(record, today, story=story)


def to_complete(story: Story, line: RosterLine | None = None) -> tuple[Question, ...]:
    """What could be completed when she is met again; nobody need ask for it. ``line``: hers of the last roster."""
    return tuple(_incomplete(story, line))


Looked = frozenset[tuple[str, str, str, str | None]]
"""What was found right as it is: record, finding, field, and a digest of what it was."""


def looked_at(settled: Iterable[Settled]) -> Looked:
    """What somebody looked at, to be asked many times."""
    return frozenset((s.record, s.finding, s.field or "", s.seen) for s in settled if s.retired is None)


def still_asked(questions: Iterable[Question], looked: Looked) -> tuple[Question, ...]:
    """Those nobody found right as it is, or whose values have changed since."""
    if not looked:
        return tuple(questions)
    return tuple(
        q for q in questions
        if (q.record.id, q.finding.code, q.finding.field, seen(q.record, q.finding)) not in looked
    )  # fmt: skip


def seen(record: Record, finding: Finding) -> str:
    """A digest of what a finding is about: the field, the fields beside it, and what other records say of it.

    What only time changes, such as her age, is not part of it: it would ask again every year.
    """
    fields = KINDS[record.kind].fields
    beside = {name: value for name, value in finding.facts.items() if isinstance(value, str)}
    names = {finding.field, *beside.values()} & set(fields)
    if not finding.field:
        names = set(fields)
    held = {name: getattr(record, name) for name in names}
    return hashlib.sha256(json.dumps([held, beside], sort_keys=True).encode()).hexdigest()[:32]


def pairs_apart(settled: Iterable[Settled]) -> frozenset[frozenset[str]]:
    """The entries somebody found to be two people."""
    return frozenset(frozenset((s.subject, s.record)) for s in settled if s.finding == TWO_PEOPLE and s.retired is None)


def _records(story: Story) -> Iterator[Record]:
    yield story.woman
    several: tuple[Iterable[Record], ...] = (
        story.methods, story.pregnancies, story.deliveries, story.children, story.visits, story.screenings,
        story.supplies, story.moves, story.life_events, story.benefits, story.benefit_steps, story.requests,
    )  # fmt: skip
    for records in several:
        yield from records


def _incomplete(story: Story, line: RosterLine | None) -> Iterator[Question]:
    woman = story.woman
    if woman.birth_stated and not woman.birth_date:
        yield Question(woman, question("roster_unread", "birth_stated"))
    elif woman.status == "open" and len(woman.birth_date or "") < len("1994-05"):
        yield Question(woman, question("birth_missing", "birth_date"))
    for use in story.methods:
        if use.stop is None and use.method.endswith("_unspecified"):
            yield Question(use, question("kind_unspecified", "method"))
    for child in story.children:
        if child.relation == "birth" and child.born == "live" and child.sex not in ("1", "2"):
            yield Question(child, question("sex_missing", "sex"))
    if line is not None and _unread(woman, line):
        yield Question(woman, question("roster_unread", "note"))


def _unread(woman: Woman, line: RosterLine) -> bool:
    """Whether a cell the import could not read still stands in her note, under its heading."""
    said = json.loads(line.values).get("woman.note") or ""
    kept = set((woman.note or "").split("\n"))
    return any("：" in words and words in kept for words in said.split("\n"))


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
        if w.id != but and tidy_name(w.name) == tidy_name(name) and w.birth_date
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


def earlier_method(story: Story, question_: Question) -> MethodUse | None:
    """Of two methods that cannot both be in use, the one that began first and was probably stopped; None where unclear."""
    use = question_.record
    if question_.finding.code != "finding.two_methods" or not isinstance(use, MethodUse):
        return None
    both = [m for m in story.methods if m.stop is None and m.retired is None and m.start]
    both = sorted((m for m in both if m.id == use.id or m.method == question_.finding.facts.get("other")), key=_began)
    return both[0] if len(both) > 1 and _began(both[0]) < _began(both[-1]) else None


def _began(use: MethodUse) -> str:
    return use.start or ""
