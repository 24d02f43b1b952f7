"""What an erasure would do, read in the ledger's thread: what goes, who else is named, the county, the backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.consent import effective
from app.records import Woman
from app.values.dates import add_months

if TYPE_CHECKING:
    from storage.backup import Plan
    from storage.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Going:
    """``counts``: records by kind. ``named``: (woman's id, name, label key) of others in whose records her name stands.

    ``county``: what the county had of her: ``now``, ``once`` or ``never``. ``backups``: the day from which no backup of
    this computer holds her; None where there is none now. ``stick``: backups were written onto sticks. ``aside``: ledgers that
    did not open and lie aside.
    """

    name: str
    counts: Mapping[str, int]
    named: tuple[tuple[str, str, str], ...]
    county: str
    backups: date | None
    stick: bool
    aside: int


def read_going(ledger: Ledger, woman: str, today: date) -> Going | None:
    """All of it; None when she is not in the ledger."""
    from storage.backup import plan
    from storage.erasing import counted, hers, naming

    found, story = hers(ledger, woman), ledger.story(woman)
    if found is None or story is None:
        return None
    ids = [entry.id for entry in found.entries]
    with ledger.reading() as db:
        counts = counted(db, ids)
        names = {entry.name for entry in found.entries}
        elsewhere = naming(db, names, [*ids, ""])
    women = {one.id: one.name for one in ledger.women({subject for _, subject, _ in elsewhere})}
    others = tuple(
        (subject, women[subject], f"field.{kind}.{field}")
        for kind, subject, field in elsewhere
        if subject in women and (kind, field) != (Woman.kind, "name")
    )
    ever = any(c.scope == "county" and c.state == "given" for c in story.consents)
    county = "now" if effective(story.consents, "county") == "given" else "once" if ever else "never"
    backups = gone_by(today, plan()) if ledger.own_backups() else None
    stick = ledger.setting("backup.stick") is not None
    return Going(found.woman.name, counts, others, county, backups, stick, ledger.set_aside())


def gone_by(today: date, plan: Plan) -> date:
    """From which day on no backup made until today is kept any more, if one is made on every day (``resources/backup.toml``).

    The last one of a month stays for ``months`` months, the last of a week for ``weeks`` weeks, of a day ``days`` days.
    """
    of_month = add_months(today.replace(day=1), plan.months) if plan.months else today
    monday = today - timedelta(days=today.weekday())
    return max(
        of_month, monday + timedelta(weeks=plan.weeks), today + timedelta(days=plan.days), today + timedelta(plan.last)
    )
