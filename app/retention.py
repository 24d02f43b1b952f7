"""保存期限: how long each class of records is kept, and what is past its time. Pure; the table is ``resources/retention.toml``.

Years count from the day something was closed or, where nobody wrote that down, from the last thing known about it; a
day known only in part counts as its last. Consents stay as long as she does: one that was replaced would stand again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from app.actions.erasure import is_bare
from app.consent import effective
from app.records import BenefitCase, BenefitStep, Record, Request, Response, SupplyMovement
from app.records.story import Story
from app.values.dates import PartialDate, add_months, latest


@dataclass(frozen=True, slots=True)
class Class:
    """One class. ``whole``: she goes with everything about her; else only records of ``kinds`` go.

    ``named``: looked at by name before it goes; else only years and numbers are shown: no list of who declined what.
    """

    name: str
    whole: bool
    named: bool
    kinds: tuple[str, ...]
    years: int
    zh: str
    en: str
    basis: str
    verified: bool

    def label(self, language: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Stays:
    """Something that stays when she is deleted, and by which statute."""

    zh: str
    en: str
    law: str

    def label(self, language: str) -> str:
        """In ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Past:
    """Something whose time is over. ``since``: the day it counts from; ``records``: empty where all of hers goes."""

    of: Class
    subject: str
    since: str
    over: date
    records: tuple[Record, ...] = ()


@cache
def classes() -> tuple[Class, ...]:
    """The table, in its order."""
    return tuple(
        Class(
            name=c["name"],
            whole=c.get("whole", False),
            named=c.get("named", False),
            kinds=tuple(c.get("kinds", ())),
            years=c["years"],
            zh=c["zh"],
            en=c["en"],
            basis=c["basis"],
            verified=c["verified"],
        )
        for c in _table()["class"]
    )


@cache
def stays() -> tuple[Stays, ...]:
    """What stays when she asks to be deleted."""
    return tuple(Stays(one["zh"], one["en"], one["law"]) for one in _table()["stays"])


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("resources").joinpath("retention.toml").read_text("utf-8"))


def past(
    stories: Iterable[Story], about_nobody: Iterable[Request], today: date, table: tuple[Class, ...] | None = None
) -> Iterator[Past]:
    """What is past its time on a day. Who goes whole is named once, not again for her single records."""
    by_name = {one.name: one for one in table or classes()}
    for story in stories:
        whole = _whole(story, by_name, today)
        if whole is not None:
            yield whole
        else:
            for one in by_name.values():
                for since, records in _groups(one, story):
                    if records and (over := _over(one, since)) is not None and over <= today:
                        yield Past(one, story.woman.id, since, over, records)
    requests = by_name.get("requests")
    for request in about_nobody:
        if requests and request.retired is None and request.outcome:
            since = request.outcome_date or request.date
            if (over := _over(requests, since)) is not None and over <= today:
                yield Past(requests, "", since, over, (request,))


def _whole(story: Story, by_name: dict[str, Class], today: date) -> Past | None:
    name, since = _why_whole(story)
    of = by_name.get(name)
    over = _over(of, since) if of and since else None
    return Past(of, story.woman.id, since, over) if of and over is not None and over <= today else None


def _why_whole(story: Story) -> tuple[str, str]:
    woman = story.woman
    if is_bare(woman) and effective(story.consents, "care") in ("refused", "withdrawn"):
        return "kept_out", max(c.date for c in story.consents)
    if woman.status != "closed":
        return "", ""
    name = "mistake" if woman.closed_reason == "mistake" else "closed"
    return name, woman.closed_date or last_known(story)


def last_known(story: Story) -> str:
    """The day of the last thing known about her; '' where nothing has a day."""
    lists: tuple[Iterable[Record], ...] = (
        story.consents, story.children, story.pregnancies, story.deliveries, story.methods, story.visits,
        story.responses, story.screenings, story.supplies, story.moves, story.life_events, story.benefits,
        story.benefit_steps, story.requests,
    )  # fmt: skip
    names = ("date", "start", "stop", "booked_date", "outcome_date", "ended_date", "birth_date")
    days = [getattr(record, name, None) for records in lists for record in records for name in names]
    return max((day for day in days if day), default="")


def _groups(of: Class, story: Story) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """The records of a class about her that go together, with the day they count from."""
    if Response.kind in of.kinds:
        yield from ((r.date, (r,)) for r in story.responses)
    if SupplyMovement.kind in of.kinds:
        # What she still has at home is not over.
        yield from ((max(m.until or "", m.date), (m,)) for m in story.supplies)
    if Request.kind in of.kinds:
        yield from ((r.outcome_date or r.date, (r,)) for r in story.requests if r.outcome)
    if BenefitCase.kind in of.kinds:
        for case in story.benefits:
            steps: tuple[BenefitStep, ...] = tuple(s for s in story.benefit_steps if s.case == case.id)
            yield max([case.date, *(s.date for s in steps)]), (case, *steps)


def _over(of: Class, since: str) -> date | None:
    return add_months(latest(PartialDate(since)), 12 * of.years) if since else None
