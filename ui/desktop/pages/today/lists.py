"""Which calls stand on the list under which word, in which order, with which lines between. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import groupby

from app.today import (
    Call,
    Entry,
    calls,
    is_done,
    is_new,
    is_now,
    is_of_month,
    is_of_week,
    is_past,
    is_quiet,
    is_soon,
    place,
)
from ui.desktop.pages.today.words import group_words
from ui.desktop.widgets.table import Section
from ui.text import tr

CHIPS = ("open", "soon", "week", "past", "new", "quiet", "comes", "done")
"""What can be looked at. Not one of them is about a method, a pregnancy or how many children."""

SCOPES = ("today", "month")
WAYS = ("walk", "service")
SERVICES = ("health", "maternal", "child")
"""The neutral words for services, in the order of their sections; any other comes last."""


def parts(found: Iterable[Entry], today: date, *, month: bool) -> Mapping[str, list[Call]]:
    """The calls under each of ``CHIPS``, in walk order: one line for each woman, with all that is open for her."""
    found = list(found)
    wanted = is_of_month if month else is_now
    here = calls((entry for entry in found if wanted(entry)), today)

    def of(fits: Callable[[Entry], bool]) -> list[Call]:
        return [call for call in here if any(fits(entry) for entry in call.entries)]

    return {
        "open": of(lambda entry: not is_quiet(entry, today)),
        "soon": of(lambda entry: is_soon(entry, today)),
        "week": of(lambda entry: bool(entry.followup.contact) and is_of_week(entry, today)),
        "past": of(lambda entry: bool(entry.followup.contact) and is_past(entry, today)),
        "new": of(lambda entry: is_new(entry, today)),
        "quiet": [call for call in here if all(is_quiet(entry, today) for entry in call.entries)],
        "comes": of(lambda entry: not entry.followup.contact),
        "done": calls((entry for entry in found if is_done(entry, today)), today),
    }


def in_sections(shown: list[Call], today: date, *, way: str, first: bool) -> list[Call | Section]:
    """The calls with a line before each group, or before each kind of service.

    ``first``: who cannot wait stands at the head, whatever the way.
    """
    rows: list[Call | Section] = []
    ahead = [call for call in shown if first and is_soon(call.entries[0], today)]
    rest = [call for call in shown if call not in ahead]
    if ahead and rest:
        rows += [Section(tr("today.section", group=tr("today.section.first"), n=len(ahead))), *ahead]
    else:
        rest = shown
    if way == "service":
        rest = sorted(rest, key=lambda call: _order(call.followup.service))
    for words, members in groupby(rest, key=_of_service if way == "service" else _of_group):
        of_group = list(members)
        rows += [Section(tr("today.section", group=words, n=len(of_group))), *of_group]
    return rows


def _order(service: str) -> int:
    return SERVICES.index(service) if service in SERVICES else len(SERVICES)


def _of_service(call: Call) -> str:
    service = call.followup.service
    return tr(f"service.{service if service in SERVICES else 'other'}")


def _of_group(call: Call) -> str:
    return group_words(place(call.story)[0])
