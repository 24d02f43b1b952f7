"""10 花名册 and 汇总表, 11 公示表: of one scheme, or of every scheme somebody applied for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.benefits import in_order, notice_until, public_name, scheme_name, standing
from app.records import BenefitCase, BenefitStep
from app.records.story import Story
from app.values.dates import earliest, parse
from storage.ledger import Ledger
from ui.papers.lists import day_of
from ui.papers.made import Made, Wanted, pile_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[Story, BenefitCase]


def _by_scheme(ledger: Ledger, wanted: Wanted, steps: Sequence[BenefitStep]) -> dict[str, list[Pair]]:
    """The running cases by scheme, those of the scheme asked for where one is."""
    cases = ledger.all(BenefitCase)
    stories = {story.woman.id: story for story in ledger.stories({case.subject for case in cases})}
    found: dict[str, list[Pair]] = {}
    for case in cases:
        name, story = scheme_name(case), stories.get(ledger.same.standing(case.subject))
        mine = in_order(step for step in steps if step.case == case.id)
        if story is not None and wanted.scheme in ("", name) and standing(case, mine, wanted.today).is_running:
            found.setdefault(name, []).append((story, case))
    return dict(sorted(found.items()))


def roster(ledger: Ledger, wanted: Wanted) -> Made:
    """奖励扶助申请花名册."""
    from app.forms.benefits import cases, cases_content
    from app.forms.workbooks import cases_tables

    steps, walk, unit = ledger.all(BenefitStep), ledger.walk(), ledger.unit_on(day_of(wanted))
    found = _by_scheme(ledger, wanted, steps)
    contents = [cases_content(pairs, steps, unit, wanted.today, walk=walk) for pairs in found.values() or [[]]]
    rows, left_off = sum(len(c.rows) for c in contents), sum((Counter(c.left_off) for c in contents), Counter[str]())
    return Made(
        draw=pile_of(contents, cases),
        what="export.benefit_roster",
        facts={"rows": rows, "with_names": rows > 0},
        personal=True,
        left_off=dict(left_off),
        tables=lambda: tuple(table for content in contents for table in cases_tables(content)),
        data={"rows": rows, "left_off": dict(left_off), "schemes": list(found)},
    )


def notice(ledger: Ledger, wanted: Wanted) -> Made:
    """公示表, between the days it hangs; from today where it does not yet."""
    from app.forms.benefit_notice import notice as draw
    from app.forms.benefit_notice import notice_content
    from app.forms.workbooks import notice_tables

    steps, walk, unit = ledger.all(BenefitStep), ledger.walk(), ledger.unit
    contents = []
    for pairs in _by_scheme(ledger, wanted, steps).values() or [[]]:
        hung = [s for _, case in pairs for s in steps if s.case == case.id and s.step == "notice" and s.until]
        last = max((s for s in hung if len(s.date) == len("2026-11-22")), key=lambda s: (s.date, s.id), default=None)
        begins = earliest(parse(last.date)) if last else wanted.today
        ends = earliest(parse(last.until)) if last and last.until else notice_until(wanted.today)
        due = []
        for story, case in pairs:
            here = standing(case, in_order(s for s in steps if s.case == case.id), wanted.today)
            if "notice" in (here.next, here.step):
                due.append((story, case))
        scheme = public_name(pairs[0][1]) if pairs else ""
        contents.append(notice_content(due, unit, begins, ends, scheme=scheme, walk=walk))
    rows, left_off = sum(len(c.rows) for c in contents), sum((Counter(c.left_off) for c in contents), Counter[str]())
    return Made(
        draw=pile_of(contents, draw),
        what="export.benefit_notice",
        facts={"rows": rows},
        left_off=dict(left_off),
        tables=lambda: tuple(table for content in contents for table in notice_tables(content)),
        data={"rows": rows, "left_off": dict(left_off)},
    )


def summary(ledger: Ledger, wanted: Wanted) -> Made:
    """奖励扶助申请汇总表 of the year the month lies in."""
    from app.forms.benefits import summary as draw
    from app.forms.benefits import summary_content
    from app.forms.workbooks import summary_tables

    cases, steps, year = ledger.all(BenefitCase), ledger.all(BenefitStep), earliest(wanted.month).year
    content = summary_content(cases, steps, ledger.unit_on(day_of(wanted)), year, wanted.today)
    return Made(
        draw=lambda paper: draw(content, paper),
        what="export.benefit_summary",
        facts={"rows": len(content.rows)},
        tables=lambda: summary_tables(content),
        data={"rows": len(content.rows), "year": year},
    )
