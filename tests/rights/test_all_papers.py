"""Every paper the program can print, walked one by one: a list names nobody against her wish, and no paper is forgotten.

Whoever adds a form puts it into one of the four sets here, and if it lists women, its names into ``lists``.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import attrgetter

import pytest

import app.forms
from app.consent import effective
from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.forms.benefit_notice import notice_content
from app.forms.benefits import cases_content
from app.forms.events import events_content
from app.forms.handed_out import handed_content
from app.forms.maternal import maternal_content
from app.forms.migrants import migrants_content
from app.forms.quality import quality_content
from app.forms.roster import roster_content
from app.forms.round_sheet import round_sheet_content
from app.records import (
    BenefitCase,
    Consent,
    Move,
    Pregnancy,
    SampleItem,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Unit,
)
from app.records.story import Story, story_of
from app.slips import slip_of
from app.supplies.stock import Stock
from app.today import Entry, calls
from tests.rights.test_her_wishes import MONTH, TODAY, grown, village

LISTS = {"roster.roster", "round_sheet.round_sheet", "handed_out.handed_out", "benefits.cases", "benefit_notice.notice",
         "slip.slips", "maternal.maternal_register", "migrants.migrants", "events.events",
         "quality.quality_sheet"}  # fmt: skip
"""Several women are on it."""

OF_HERS = {"benefits.application", "health_summary.health_summary", "rights.consent_form", "rights.withdrawal_form",
           "rights.request_form", "service_card.service_card", "care_record.care_record"}  # fmt: skip
"""One woman's own paper, made with her."""

NOBODY = {"benefits.summary", "handout.handout", "import_report.import_report", "manifest.manifest", "month_report.month_report",
          "recovery_sheet.recovery_sheet", "stock_book.stock_book", "blank.blank", "list_answer.list_answer"}  # fmt: skip
"""Sums, and papers of the program. The import report repeats names of the file it read (test_import_report); the answer to
a list is written line by line by the worker, and of nobody the county may not hear of (test_reconciling)."""

TOOLS = {
    "page.write",
    "typefaces.font_bytes",
    "listing.draw",
    "joining.joined",
    "piles.pile",
    "meeting_pack.meeting_pack",
}
"""The last three put papers together that were made above."""

NO = ("refused", "withdrawn")


def test_no_paper_is_forgotten() -> None:
    found = set()
    for module in pkgutil.iter_modules(app.forms.__path__):
        made = importlib.import_module(f"app.forms.{module.name}")
        for name, thing in vars(made).items():
            here = getattr(thing, "__module__", "") == made.__name__ and not name.startswith("_")
            if here and callable(thing) and getattr(thing, "__annotations__", {}).get("return") == "bytes":
                found.add(f"{module.name}.{name}")
    assert found == LISTS | OF_HERS | NOBODY | TOOLS


def lists(stories: list[Story]) -> Iterator[tuple[str, list[str], tuple[str, ...]]]:
    """Every list over a village in which each woman is due, applied for something and was given supplies.

    Gives the paper, whom it names (by id), and the scopes of which a no keeps her off it.
    """
    unit = village(0)[0]
    by_name = {s.woman.name: s.woman.id for s in stories}
    schedule = load_schedule()
    due = [f for s in stories for f in followups(s, schedule, TODAY, horizon=date(2026, 11, 30))]
    roster = roster_content(stories, unit, TODAY, with_method=True, with_phone=True)
    yield "roster.roster", [row.woman for row in roster.rows], ("care",)
    sheet = round_sheet_content(due, stories, unit, MONTH, TODAY, with_names=True)
    yield "round_sheet.round_sheet", [row.woman for row in sheet.rows], ("care", "home_visit")
    item = SupplyItem(id="i" * 32, subject="", article="condom")
    batch = SupplyBatch(id="b" * 32, subject="", item=item.id)
    given = [
        SupplyMovement(id=f"m{n}", subject=s.woman.id, batch=batch.id, movement="out", quantity=1, date="2026-11-03")
        for n, s in enumerate(stories)
    ]
    handed = handed_content(Stock([item], [batch], given), stories, unit, MONTH)
    yield "handed_out.handed_out", [by_name[row.name] for row in handed.rows if row.name], ("care",)
    cases = [
        (s, BenefitCase(id=f"k{n}", subject=s.woman.id, scheme="subsidy", scheme_name="补助", date="2026-11-01"))
        for n, s in enumerate(stories)
    ]
    register = cases_content(cases, [], unit, TODAY)
    yield "benefits.cases", [by_name[row.name] for row in register.rows], ()
    for pair in cases:
        notice = notice_content([pair], unit, TODAY, date(2026, 11, 30))
        yield "benefit_notice.notice", [pair[0].woman.id] if notice.rows else [], ("notice",)
    yield from registers(stories, unit)
    by_id = {s.woman.id: s for s in stories}
    entries = [Entry(one, by_id[one.subject]) for one in due]
    made = [slip_of(call, TODAY) for call in calls(entries, TODAY)]
    yield "slip.slips", [slip.woman for slip in made if slip is not None], ("care", "home_visit")


def registers(stories: list[Story], unit: Unit) -> Iterator[tuple[str, list[str], tuple[str, ...]]]:
    """The registers of a month in which each woman is pregnant and came here, and all of whose records are checked."""
    told = [
        replace(
            s, pregnancies=(Pregnancy(id=f"p{n}", subject=s.woman.id, lmp="2026-06-01"),),
            moves=(Move(id=f"m{n}", subject=s.woman.id, direction="in", date="2026-11-02"),),
        )
        for n, s in enumerate(stories)
    ]  # fmt: skip
    yield "maternal.maternal_register", list(maternal_content(told, unit, MONTH, TODAY).women), ("care",)
    yield "migrants.migrants", list(migrants_content(told, unit, MONTH, TODAY, with_phone=True).women), ("care",)
    yield "events.events", list(events_content(told, unit, MONTH, TODAY).women), ("care",)
    items = [
        SampleItem(
            id=f"q{n}", subject=s.woman.id, quarter="2026-Q4", about_kind="woman", record=s.woman.id, field="phone"
        )
        for n, s in enumerate(stories)
    ]
    sheet = quality_content(items, told, unit, "2026-Q4", TODAY, with_names=True)
    yield "quality.quality_sheet", list(sheet.women), ("care", "home_visit")


def named_apart(stories: list[Story]) -> list[Story]:
    """No two of one name, so that a printed name tells who it is."""
    ordered = sorted(stories, key=attrgetter("woman.name"))
    return [next(same) for _, same in groupby(ordered, key=attrgetter("woman.name"))]


@pytest.mark.parametrize("seed", range(3))
def test_no_list_names_a_woman_against_her_wish(seed: int) -> None:
    stories = named_apart(village(seed)[1])
    agreeing = [
        story_of(
            s.woman,
            [*s.consents, *s.methods, *s.pregnancies, *s.deliveries, *s.children, *s.visits,
             *([Consent(id=f"n{n}", subject=s.woman.id, scope="notice", state=("given", "refused")[n % 2],
                        date="2026-11-01")] if n % 3 else [])],
            s.household,
        )
        for n, s in enumerate(stories)
    ]  # fmt: skip
    by_id = {s.woman.id: s for s in agreeing}
    named: dict[str, int] = {}
    for paper, women, scopes in lists(agreeing):
        named[paper] = named.get(paper, 0) + len(women)
        for woman in women:
            story = by_id[woman]
            assert grown(story) or (paper == "round_sheet.round_sheet" and story.woman.birth_date is None), paper
            for scope in scopes:
                assert effective(story.consents, scope) not in NO, (paper, scope)
            if paper == "benefit_notice.notice":
                assert effective(story.consents, "notice") == "given"
            # The roster is a statutory register of all; it never shows how to reach her or what she uses.
            assert paper == "roster.roster" or not story.woman.family_unaware, paper
    assert set(named) == LISTS
    assert all(named.values()), f"an empty list shows nothing: {named}"
