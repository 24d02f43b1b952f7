"""Benefit cases 奖扶申请: where one stands, what to do next, and who may be named on a public notice.

Where a case stands follows from its steps and a day; nothing of it is stored. The order of the steps is that of the
village: 村初审 → 公示 → 乡镇审核 → 县级确认 → 发放; county and township may send it back, and then the step they answered
comes again once the papers are complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.codes import code_list
from app.consent import effective
from app.figures.presence import is_aged
from app.people import ADULT
from app.records import BenefitCase, BenefitStep
from app.records.story import Story
from app.values.dates import latest, parse
from app.values.names import surname_of, tidy_name

PATH = ("village", "notice", "township", "county", "paid")
"""The steps in the order in which they come."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands on a day.

    ``step``: the last step, or ``""`` while only applied for. ``next``: the step to be recorded next, or ``""``.
    ``ended``: the step that closed it, or ``""``. ``waits_until``: the last day of a notice that still hangs.
    ``sent_back``: papers are to be completed before the next step. ``paid_fen``: all that was paid.
    """

    step: str
    since: str
    next: str
    ended: str
    waits_until: str | None
    sent_back: bool
    paid_fen: int

    @property
    def is_running(self) -> bool:
        """Whether something is still to be done."""
        return not self.ended


def in_order(steps: Iterable[BenefitStep]) -> tuple[BenefitStep, ...]:
    """The standing steps by day; on one day, as they follow one another."""
    order = {code: place for place, code in enumerate(code_list("benefit_step").codes)}
    standing = [s for s in steps if s.retired is None]
    return tuple(sorted(standing, key=lambda s: (s.date, order.get(s.step, len(order)), s.id)))


def standing(case: BenefitCase, steps: Iterable[BenefitStep], today: date) -> Standing:
    """Where the case stands. ``steps`` may be of several cases; those of this one count."""
    mine = in_order(s for s in steps if s.case == case.id)
    last = mine[-1] if mine else None
    ends = code_list("benefit_step").where("ends", True)
    reached = next((s.step for s in reversed(mine) if s.step in PATH), "")
    after = PATH.index(reached) + 1 if reached else 0
    ended = last.step if last is not None and last.step in ends else ""
    hangs = None
    if last is not None and last.step == "notice" and last.until and latest(parse(last.until)) >= today:
        hangs = last.until
    return Standing(
        step=last.step if last else "",
        since=last.date if last else case.date,
        next="" if ended else PATH[min(after, len(PATH) - 1)],
        ended=ended,
        waits_until=hangs,
        sent_back=last is not None and last.step == "returned",
        paid_fen=sum(s.amount_fen or 0 for s in mine if s.step == "paid"),
    )


def notice_until(begins: date) -> date:
    """The last day of a notice that begins on a day, as it is proposed; each county says its own."""
    return begins + timedelta(days=int(code_list("benefit_step").fact("notice", "days") or 1) - 1)


def masked(name: str) -> str:
    """A name on a public notice: the family name and two stars, however long it is."""
    tidy = tidy_name(name)
    return f"{tidy[:1] if '·' in tidy else surname_of(tidy)}**"


def why_not_named(story: Story, case: BenefitCase, today: date) -> str | None:
    """Why she does not stand on a public notice, or None where she may.

    ``family_unaware``, ``under_18``, ``no_consent`` (not asked, refused or withdrawn), ``spouse`` (the application is
    his alone, and he states on paper whether he may be named).
    """
    if case.applicant == "spouse":
        return "spouse"
    if story.woman.family_unaware:
        return "family_unaware"
    if not is_aged(story.woman.birth_date, today, ADULT, 200):
        return "under_18"
    return None if effective(story.consents, "notice") == "given" else "no_consent"


def scheme_name(case: BenefitCase, language: str = "zh") -> str:
    """The county's own name of the scheme, else that of the list."""
    return case.scheme_name or code_list("benefit_scheme").label(case.scheme, language)


def public_name(case: BenefitCase) -> str:
    """What a public notice calls the scheme: one whose name tells of a loss or a hardship hangs under a plain one."""
    plain = code_list("benefit_scheme").fact(case.scheme, "notice_zh")
    return str(plain) if plain else scheme_name(case)
