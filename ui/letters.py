"""What the county proposes, in the words of the village. No Qt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.actions.proposals import corrected, known_birth
from app.codes import code_list
from app.proposals import Birth, Correction, Duplicate, HandedOver, Moved
from app.records import KINDS, Record, Woman
from app.records.fields import IdNumber, Phone
from app.records.story import Story
from sync.proposals import Waiting, read_proposals
from ui.dates import say_date
from ui.text import language, tr
from ui.value_words import value_words

if TYPE_CHECKING:
    from storage.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Letter:
    """A proposal that waits, with what her record says now.

    ``record``: what a correction is about, or the delivery already written down that a birth must be; None where there is none.
    """

    waiting: Waiting
    story: Story
    record: Record | None = None

    @property
    def id(self) -> str:
        """The proposal's."""
        return self.waiting.proposal.id

    @property
    def sort(self) -> str:
        """What it is, in words."""
        return code_list("proposal_sort").label(self.waiting.proposal.sort, language())


def read_letters(ledger: Ledger) -> list[Letter]:
    """Everything that waits for a worker, the newest first; in the ledger's thread."""
    found = []
    for waiting in reversed(read_proposals(ledger)):
        story = ledger.story(waiting.woman.id)
        if story is not None:
            found.append(Letter(waiting, story, _record(waiting, story)))
    return found


def letters_waiting(ledger: Ledger, _today: date) -> int:
    """How many wait."""
    return len(read_proposals(ledger))


def shows_contact(letter: Letter) -> bool:
    """Whether reading it shows her telephone or her number."""
    told = letter.waiting.told
    if not isinstance(told, Correction):
        return False
    return any(isinstance(KINDS[told.kind].fields[name], Phone | IdNumber) for name in told.values)


def _record(waiting: Waiting, story: Story) -> Record | None:
    told = waiting.told
    if isinstance(told, Correction):
        return corrected(told, story)
    return known_birth(story, told.date) if isinstance(told, Birth) else None


def what_it_says(letter: Letter) -> list[str]:
    """The sentences of it, and what her record says now."""
    told = letter.waiting.told
    match told:
        case Birth():
            return _birth(letter, told)
        case Correction():
            return _correction(letter, told)
        case HandedOver():
            return _from_before(told)
        case Moved():
            return [tr("letters.moved")]
        case Duplicate():
            other = letter.waiting.other
            return [tr("letters.duplicate", one=letter.waiting.woman.name, other=other.name if other else "")]


def _birth(letter: Letter, told: Birth) -> list[str]:
    lines = [
        tr("letters.line", what=tr(f"field.delivery.{name}"), words=value_words("delivery", name, value))
        for name, value in told.delivery.items()
        if value is not None
    ]
    for number, child in enumerate(told.children, 1):
        said = tr("letters.and").join(
            tr("letters.part", what=tr(f"field.child.{name}"), words=value_words("child", name, value))
            for name, value in child.items()
            if value is not None
        )
        lines.append(tr("letters.child", n=number, said=said))
    how = code_list("consent_how").label(told.consent.how, language())
    lines.append(tr("letters.birth.consent", day=say_date(told.consent.date), how=how))
    if letter.record is not None:
        lines.append(tr("letters.birth.known", day=say_date(getattr(letter.record, "date", ""))))
    return lines


def _correction(letter: Letter, told: Correction) -> list[str]:
    lines = []
    for name, value in told.values.items():
        now = getattr(letter.record, name, None)
        facts = {
            "what": tr(f"field.{told.kind}.{name}"),
            "now": value_words(told.kind, name, now) or tr("letters.empty"),
            "new": value_words(told.kind, name, value) or tr("letters.empty"),
        }
        lines.append(tr("letters.correction.same" if now == value else "letters.correction.line", **facts))
    if letter.record is None:
        lines.append(tr("letters.correction.gone"))
    if told.note:
        lines.append(tr("letters.note", words=told.note))
    return lines


def _from_before(told: HandedOver) -> list[str]:
    counts = Counter(past.kind for past in told.records if past.kind != Woman.kind)
    what = tr("letters.and").join(tr("letters.count", what=tr(f"kind.{kind}"), n=n) for kind, n in counts.items())
    return [tr("letters.before", what=what) if what else tr("letters.before.bare"), tr("letters.before.note")]
