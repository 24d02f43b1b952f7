"""What stands at the foot of the window: what has not reached the county, the last backup, what must be put away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.records import Woman
from sync.laptop import county_of
from ui.desktop.page import Status
from ui.desktop.stick import KEY
from ui.moments import moment_of, say_age, say_moment
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from storage.standing import Standing

BACKUP_OLD_DAYS = 3
"""A backup older than this is worth a warmer colour."""

STICK_OLD_DAYS = 7
"""A computer can break or be stolen: once a week a backup lies elsewhere."""

_counted: WeakKeyDictionary[Ledger, tuple[object, Standing]] = WeakKeyDictionary()


def standing(ledger: Ledger) -> Standing:
    """Where the records stand with the county; counted again only when something was written or a receipt came."""
    county = county_of(ledger)
    peer = county.id if county else None
    now = (peer, ledger.exchange.reaches(), ledger.exchange.last_receipt(peer) if peer else None)
    kept = _counted.get(ledger)
    if kept is None or kept[0] != now:
        kept = (now, ledger.exchange.standing(peer))
        _counted[ledger] = kept
    return kept[1]


def waiting_for_county(ledger: Ledger, _today: date) -> int:
    """How many records have not reached the county; nothing waits while no county is known."""
    return standing(ledger).not_yet if county_of(ledger) else 0


def county_news(ledger: Ledger, today: date) -> Status | None:
    """``9 条记录尚未到县，最早 16 天前``."""
    if county_of(ledger) is None:
        return Status(tr("news.not_enrolled"), "soft", "exchange") if ledger.count(Woman) else None
    found = standing(ledger)
    if not found.not_yet:
        return Status(tr("news.all_at_county"), "good", "exchange")
    age = say_age(found.oldest_ms, today) if found.oldest_ms is not None else tr("age.today")
    return Status(tr("news.not_yet", n=found.not_yet, age=age), "due", "exchange")


def backup_at(ledger: Ledger) -> int | None:
    """When the last backup was proven (ms)."""
    kept = ledger.setting("backup.proven")
    return int(kept) if kept else None


def backup_news(ledger: Ledger, today: date) -> Status | None:
    """``今天 08:02 已备份并验证``, or that the last one could not be proven."""
    at = backup_at(ledger)
    if ledger.backup_trouble():
        when = tr("news.backup_before", when=say_moment(at, today)) if at is not None else ""
        return Status(tr("news.backup_unproven") + when, "late", "settings")
    if at is None:
        return Status(tr("news.no_backup"), "due", "settings") if ledger.count(Woman) else None
    old = (today - moment_of(at).date()).days > BACKUP_OLD_DAYS
    return Status(tr("news.backup", when=say_moment(at, today)), "due" if old else "good", "settings")


def stick_news(ledger: Ledger, today: date) -> Status | None:
    """That no backup was put on a stick for a while, and the key that does it; nothing while one is recent."""
    if ledger.looks_only or not ledger.count(Woman):
        return None
    kept = ledger.setting("backup.stick")
    if kept is None:
        return Status(tr("news.stick_never", key=KEY), "soft", "settings")
    if (today - moment_of(int(kept)).date()).days <= STICK_OLD_DAYS:
        return None
    return Status(tr("news.stick_old", age=say_age(int(kept), today), key=KEY), "due", "settings")


def sheet_news(ledger: Ledger, _today: date) -> Status | None:
    """That a recovery sheet was made and nobody said yet that it is printed and put away."""
    return Status(tr("news.sheet"), "due", "settings") if ledger.sheet_missing() and not ledger.looks_only else None
