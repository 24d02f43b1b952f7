"""The worker's verbs on what the county proposed, and her asking for a record from before, on an open ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.actions import Verb
from app.actions import handover as handovers
from app.actions import proposals as answers
from app.actions.proposals import Changes
from app.errors import InputError
from app.proposals import Duplicate, Open, Told, open_ones
from app.records import Proposal, ProposalAnswer, Woman, values_of
from app.records.writes import Add, Edit, Write
from storage.changes import Changed
from storage.ids import new_id
from storage.ledger import Ledger

__all__ = ["Changes", "Waiting", "accept", "ask_hand_over", "decline", "read_proposals"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for a worker: what it says (``told``), and the standing entry of whom it is about.

    ``other``: the second woman of a ``duplicate``.
    """

    proposal: Proposal
    told: Told
    woman: Woman
    other: Woman | None = None


def read_proposals(ledger: Ledger, woman: str | None = None) -> list[Waiting]:
    """Those nobody answered, the oldest first; of one woman where an entry of hers is named."""
    proposals = ledger.all(Proposal) if woman is None else ledger.about(Proposal, woman)
    said = ledger.all(ProposalAnswer) if woman is None else ledger.about(ProposalAnswer, woman)
    found = []
    for one in open_ones(proposals, said):
        her = ledger.get(Woman, ledger.same.standing(one.proposal.subject))
        if her is None or her.retired is not None:
            continue
        other = None
        if isinstance(one.told, Duplicate):
            second = next((i for i in one.told.records if ledger.same.standing(i) != her.id), None)
            other = ledger.get(Woman, ledger.same.standing(second)) if second else None
            if other is None or other.retired is not None:
                continue
        found.append(Waiting(one.proposal, one.told, her, other))
    return found


def accept(ledger: Ledger, proposal: str, now: datetime, changes: Changes | None = None) -> Changed:
    """Takes a proposal over, with what the worker wrote otherwise; one change, which can be undone.

    Raises InputError ``proposal.unknown`` (none waits under this id), ``proposal.gone``; RecordError as any change.
    """
    one = _open(ledger, proposal)
    story = ledger.story(one.proposal.subject)
    if story is None:
        raise InputError("proposal.gone")
    writes = answers.accept(one, story, on=now.date(), changes=changes)
    return ledger.write(Verb.PROPOSAL_ACCEPT, _again(ledger, writes), at=now)


def decline(ledger: Ledger, proposal: str, now: datetime) -> Changed:
    """Does not take it over; the county hears that, and nothing else. Raises InputError ``proposal.unknown``."""
    one = _open(ledger, proposal)
    return ledger.write(Verb.PROPOSAL_DECLINE, _again(ledger, answers.decline(one.proposal, on=now.date())), at=now)


def ask_hand_over(ledger: Ledger, woman: str, how: str, now: datetime) -> Changed:
    """She asks for her record from before: ``how`` is ``signed`` or ``oral``.

    Raises InputError ``handover.consent`` while she does not share her record with the county, ``proposal.gone``.
    """
    story = ledger.story(woman)
    if story is None:
        raise InputError("proposal.gone")
    return ledger.write(Verb.HAND_OVER, handovers.ask(story, how, on=now.date(), fresh=new_id), at=now)


def _again(ledger: Ledger, writes: Sequence[Write]) -> list[Write]:
    """The ids follow from the proposal's: what was accepted once and taken back stands again."""
    return [
        Edit(write.record.kind, write.record.id, values_of(write.record))
        if isinstance(write, Add) and ledger.get(type(write.record), write.record.id)
        else write
        for write in writes
    ]


def _open(ledger: Ledger, proposal: str) -> Open:
    kept = ledger.get(Proposal, proposal)
    said = ledger.about(ProposalAnswer, kept.subject) if kept else []
    found = open_ones([kept] if kept else [], said)
    if not found:
        raise InputError("proposal.unknown")
    return found[0]
