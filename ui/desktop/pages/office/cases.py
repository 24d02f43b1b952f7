"""What is read of the benefit cases, in the ledger's thread, and how they are said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.benefits import Standing, in_order, scheme_name, standing
from app.codes import code_list
from app.records import BenefitCase, BenefitStep
from app.records.story import Story
from ui.dates import say_date, say_short
from ui.desktop.widgets.marks import Tag
from ui.text import language, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Case:
    """One case: whose, its steps in order, where it stands today."""

    case: BenefitCase
    story: Story
    steps: tuple[BenefitStep, ...]
    standing: Standing


def read_cases(ledger: Ledger, today: date) -> tuple[Case, ...]:
    """Every case, what has waited longest first."""
    steps = ledger.all(BenefitStep)
    found = ledger.all(BenefitCase)
    stories = {story.woman.id: story for story in ledger.stories({case.subject for case in found})}
    made = []
    for case in found:
        story = stories.get(ledger.same.standing(case.subject))
        if story is not None:
            mine = in_order(s for s in steps if s.case == case.id)
            made.append(Case(case, story, mine, standing(case, mine, today)))
    return tuple(sorted(made, key=lambda one: (one.standing.since, one.case.date, one.case.id)))


def scheme_words(case: BenefitCase) -> str:
    """The scheme's name in the language spoken."""
    return scheme_name(case, language())


def step_words(step: str) -> str:
    """A step's name."""
    return code_list("benefit_step").label(step, language()) if step else tr("benefits.applied")


def here_words(one: Case, today: date) -> str:
    """Where it stands: 公示，10月5日."""
    return tr("benefits.since", step=step_words(one.standing.step), day=near_words(one.standing.since, today))


def next_tag(one: Case, today: date) -> Tag | str:
    """What comes next, in a word or two."""
    here = one.standing
    if here.ended:
        return ""
    if here.waits_until:
        return Tag(tr("benefits.hangs", day=near_words(here.waits_until, today)), "plain")
    if here.sent_back:
        return Tag(tr("benefits.complete"), "due")
    return Tag(step_words(here.next), "accent")


def near_words(iso: str, today: date) -> str:
    """A day near today without its year."""
    return say_short(date.fromisoformat(iso), today) if len(iso) == len("2026-11-22") else say_date(iso)
