"""Bringing a planned roster into the ledger: one change, with progress, to be cancelled until it is committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.delta import Reaches
from app.errors import InputError
from app.records import Household, MethodUse, Move, Record, RosterLine, Woman
from app.records.writes import Write
from app.roster.known import known_people
from app.roster.matching import Known
from app.roster.plan import ImportPlan
from app.roster.revival import Revival
from app.roster.writing import writes_of
from storage.changes import Changed, Progress
from storage.history import UNDONE
from storage.ids import new_id
from storage.ledger import Ledger

VERB = "import.roster"
_REVIVED: tuple[type[Record], ...] = (Household, Woman, MethodUse, Move, RosterLine)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The ledger as a plan was made for it. ``households``: record id by number."""

    known: Mapping[str, Known]
    households: Mapping[str, str]
    at: Reaches


def snapshot(ledger: Ledger, today: date) -> Snapshot:
    """What the ledger knows of its women now, for ``app.roster.plan.plan_import(roster, tuple(….known.values()))``."""
    at = ledger.exchange.reaches()
    # An import never looks at visits, the bulk of a ledger; those after today are none.
    stories = ledger.stories(visits_since=today)
    known = known_people(stories, ledger.all(RosterLine), today)
    households: dict[str, str] = {}
    for home in ledger.all(Household):
        if home.number:
            households.setdefault(home.number, home.id)
    return Snapshot({one.woman: one for one in known}, households, at)


def import_roster(
    ledger: Ledger, plan: ImportPlan, now: Snapshot, *, source: str, progress: Progress | None = None
) -> Changed | None:
    """Commits a plan as one change that ``ledger.undo`` takes back; None when there is nothing to write.

    ``source``: the file's name. Records of an import that was undone stand again under their ids. Raises InputError
    ``import.moved_on`` when the ledger changed since the plan was made, Cancelled (from ``progress``); in both cases
    nothing was written.
    """
    if ledger.exchange.reaches() != now.at:
        raise InputError("import.moved_on")
    households = dict(now.households)
    revival = Revival(record for kind in _REVIVED for record in ledger.retired(kind, UNDONE))
    if revival:
        revival.assign(plan.rows)
    writes: list[Write] = []
    for place, row in enumerate(plan.rows):
        known = now.known.get(row.woman) if row.woman else None
        made = writes_of(row, known, source=source, households=households, new_id=new_id)
        writes += revival.revived(place, made) if revival else made
    return ledger.write(VERB, writes, progress=progress) if writes else None
