"""What the county sent down: listed, taken over, declined; and her asking for a record from before."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from app.codes import code_list
from app.errors import InputError
from storage.ledger import Ledger
from sync import proposals
from sync.proposals import Waiting
from ui.cli.opening import now, opened, woman_of
from ui.cli.told import Told, columns
from ui.dates import say_date
from ui.text import language, tr

_SHORTEST_END = 6


def letters_list(options: Namespace) -> Told:
    """``letters list``: what waits for an answer; what it says is opened in the program."""
    with opened(options) as ledger:
        found = proposals.read_proposals(ledger)
    lines = columns([_said(one) for one in found]) if found else [tr("cli.letters.none")]
    return Told({"letters": [_data(one) for one in found]}, lines)


def letters_accept(options: Namespace) -> Told:
    """``letters accept``: takes it over as it was told."""
    with opened(options) as ledger:
        one = _named(ledger, options.proposal)
        changed = proposals.accept(ledger, one.proposal.id, now())
    return _done(one, changed.dot.seq if changed.dot else None, "cli.letters.accepted")


def letters_decline(options: Namespace) -> Told:
    """``letters decline``: nothing of it is taken over."""
    with opened(options) as ledger:
        one = _named(ledger, options.proposal)
        changed = proposals.decline(ledger, one.proposal.id, now())
    return _done(one, changed.dot.seq if changed.dot else None, "cli.letters.declined")


def handover_ask(options: Namespace) -> Told:
    """``handover ask``: she moved here and asks for her record from before."""
    with opened(options) as ledger:
        her = woman_of(ledger, options.woman).woman
        changed = proposals.ask_hand_over(ledger, her.id, options.how, now())
    number = changed.dot.seq if changed.dot else None
    return Told({"number": number, "woman": her.id}, (tr("cli.handover.asked", name=her.name),))


def _done(one: Waiting, number: int | None, key: str) -> Told:
    data = {"number": number, "letter": one.proposal.id, "woman": one.woman.id}
    return Told(data, (tr(key, name=one.woman.name),))


def _named(ledger: Ledger, said: str) -> Waiting:
    """The one meant by its id or its last six digits or more. Raises InputError ``proposal.unknown``."""
    wanted = said.strip().lower()
    waiting = proposals.read_proposals(ledger)
    found = [one for one in waiting if len(wanted) >= _SHORTEST_END and one.proposal.id.endswith(wanted)]
    if len(found) != 1:
        raise InputError("proposal.unknown")
    return found[0]


def _said(one: Waiting) -> tuple[str, ...]:
    sort = code_list("proposal_sort").label(one.proposal.sort, language())
    return (
        one.proposal.id[-_SHORTEST_END:],
        say_date(one.proposal.date),
        sort,
        one.woman.name,
        one.proposal.source or "",
    )


def _data(one: Waiting) -> dict[str, Any]:
    told = one.proposal
    return {
        "id": told.id,
        "sort": told.sort,
        "date": told.date,
        "source": told.source,
        "woman": one.woman.id,
        "other": one.other.id if one.other else None,
    }
