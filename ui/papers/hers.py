"""The papers of one woman; without one, of everybody they are about in the month, in walk order.

Printed for many at once they are a pile others may leaf through, so whoever may not be named on a list is not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.benefits import scheme_name
from app.errors import InputError
from app.followups.agenda import VISITS_KEPT
from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.notices import current
from app.records import BenefitCase, BenefitStep
from app.records.story import Story
from app.slips import slips_of
from app.today import Entry, calls, in_walk_order
from app.values.dates import earliest, latest
from storage.ledger import Ledger
from ui.papers.made import Made, Wanted, pile_of

if TYPE_CHECKING:
    from app.forms.page import Paper
    from storage.audit import What

C = TypeVar("C")


def chosen(ledger: Ledger, wanted: Wanted) -> tuple[list[Story], Counter[str]]:
    """The woman asked for, or everybody who may be in a pile, in walk order; how many may not, by reason."""
    from app.forms.maternal import why_not
    from app.forms.people import walk_order

    if wanted.woman:
        story = ledger.story(wanted.woman)
        return ([story] if story else []), Counter()
    walk, left_off, found = ledger.walk(), Counter[str](), []
    for story in sorted(ledger.stories(), key=lambda s: walk_order(s, walk)):
        if not any(visit.date.startswith(wanted.month) for visit in story.visits):
            continue
        if why := why_not(story, wanted.today):
            left_off[why] += 1
        else:
            found.append(story)
    return found, left_off


def record(form: str) -> Callable[[Ledger, Wanted], Made]:
    """5 the records of the service standard, and the help sheet for 生育登记."""

    def make(ledger: Ledger, wanted: Wanted) -> Made:
        from app.forms.care_record import blank_care_record, care_record, care_record_contents

        if form == "birth_registration" and not (wanted.woman or wanted.blank):
            raise InputError("papers.needs_woman")
        unit = ledger.unit
        if wanted.blank:
            empty = blank_care_record(form, unit)
            return Made(draw=lambda paper: care_record(empty, paper), what="export.record", facts={"form": form})
        stories, left_off = chosen(ledger, wanted)
        month = None if wanted.woman else wanted.month
        contents = [
            content
            for story in stories
            for content in care_record_contents(form, story, unit, wanted.today, month=month, whole=wanted.hidden)
        ]
        if not contents:
            contents = [blank_care_record(form, unit)]
        records = sum(content.day is not None for content in contents)
        return Made(
            draw=pile_of(contents, care_record),
            what="export.record",
            facts={"form": form, "rows": records, "with_names": records > 0, "with_hidden": wanted.hidden},
            personal=records > 0,
            left_off=dict(left_off),
            data={"rows": records, "left_off": dict(left_off), "month": wanted.month},
        )

    return make


def card(ledger: Ledger, wanted: Wanted) -> Made:
    """7 随访服务记录卡."""
    from app.forms.service_card import service_card, service_card_content

    stories, left_off = chosen(ledger, wanted)
    contents = [service_card_content(story, ledger.unit, wanted.today) for story in stories]
    return _of_her(contents, service_card, "export.card", left_off, wanted)


def summary(ledger: Ledger, wanted: Wanted) -> Made:
    """14 健康小结: hers, so only of the woman who asked for it."""
    from app.forms.health_summary import health_summary, health_summary_content

    if not wanted.woman:
        raise InputError("papers.needs_woman")
    stories, left_off = chosen(ledger, wanted)
    contents = [health_summary_content(s, ledger.unit, wanted.today, whole=wanted.hidden) for s in stories]
    return _of_her(contents, health_summary, "export.summary", left_off, wanted, hidden=wanted.hidden)


def _of_her(
    contents: Sequence[C], draw: Callable[[C, Paper | None], bytes], what: What, left_off: Mapping[str, int],
    wanted: Wanted, *, hidden: bool = False,
) -> Made:  # fmt: skip
    if not contents:
        raise InputError("papers.nobody")
    return Made(
        draw=pile_of(contents, draw),
        what=what,
        facts={"rows": len(contents), "with_names": bool(contents), "with_hidden": hidden},
        personal=bool(contents),
        left_off=dict(left_off),
        data={"rows": len(contents), "left_off": dict(left_off), "month": wanted.month},
    )


def rights(form: str) -> Callable[[Ledger, Wanted], Made]:
    """13 告知与同意, 撤回, 申请: hers, or blank."""

    def make(ledger: Ledger, wanted: Wanted) -> Made:
        from app.forms.rights import consent_form, request_form, rights_content, withdrawal_form

        story = ledger.story(wanted.woman) if wanted.woman and not wanted.blank else None
        draw = {"consent": consent_form, "withdrawal": withdrawal_form, "request": request_form}[form]
        content = rights_content(story, ledger.unit, current())
        return Made(
            draw=partial(draw, content), what="export.rights", facts={"with_names": story is not None},
            personal=story is not None,
        )  # fmt: skip

    return make


def slips(ledger: Ledger, wanted: Wanted) -> Made:
    """12 服务预约通知单: one for everybody who may have one and is due in the month."""
    from app.forms.slip import SlipsContent
    from app.forms.slip import slips as draw

    first, last = earliest(wanted.month), latest(wanted.month)
    schedule, walk = load_schedule(), ledger.walk()
    stories = [ledger.story(wanted.woman)] if wanted.woman else ledger.stories(visits_since=first - VISITS_KEPT)
    entries = [
        Entry(one, story)
        for story in stories
        if story is not None
        for one in followups(story, schedule, wanted.today, since=first, horizon=last)
    ]
    found, left_off = slips_of(calls(in_walk_order(entries, walk), wanted.today), wanted.today)
    content = SlipsContent(unit=ledger.unit, day=wanted.today, worker="", slips=found)
    return Made(
        draw=lambda paper: draw(content, paper), what="export.slips",
        facts={"month": str(wanted.month), "rows": len(found), "with_names": bool(found)}, personal=bool(found),
        left_off=left_off, data={"rows": len(found), "left_off": left_off, "month": wanted.month},
    )  # fmt: skip


def application(ledger: Ledger, wanted: Wanted) -> Made:
    """10 申请表: her applications, or all made in the month."""
    from app.forms.benefits import application as draw
    from app.forms.benefits import application_content, blank_application

    steps, cases = ledger.all(BenefitStep), ledger.all(BenefitCase)
    mine = [
        case
        for case in cases
        if (ledger.same.standing(case.subject) == ledger.same.standing(wanted.woman) if wanted.woman
            else case.date.startswith(wanted.month)) and wanted.scheme in ("", scheme_name(case))
    ]  # fmt: skip
    stories = {story.woman.id: story for story in ledger.stories({case.subject for case in mine})}
    contents = [
        application_content(story, case, steps, ledger.unit, wanted.today)
        for case in mine
        if (story := stories.get(ledger.same.standing(case.subject))) is not None
    ]
    count = len(contents)
    contents = contents or [blank_application(ledger.unit)]
    return Made(
        draw=pile_of(contents, draw),
        what="export.benefit_application",
        facts={"rows": count, "with_names": count > 0},
        personal=count > 0,
        data={"rows": count, "month": wanted.month},
    )
