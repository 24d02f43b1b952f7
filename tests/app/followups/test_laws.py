"""Laws that hold for any story."""

from __future__ import annotations

import dataclasses
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followups.agenda import days_on_a_list
from app.followups.due import OF_A_MONTH, TO_DO, FollowUp
from app.followups.rules import Rule, Window
from app.followups.schedule import load_schedule
from app.records import Pregnancy, Record
from app.records.story import Story
from tests.app.followups.making import (
    HER,
    answered,
    child,
    died,
    gave_birth,
    her,
    injected,
    lost,
    moved,
    on,
    screened,
    using,
    visited,
)
from tests.app.followups.making import given as given_out

EPOCH = date(2024, 1, 1)
METHODS = ("iud_copper", "iud_unspecified", "implant", "injectable_3m", "injectable_1m", "pill_combined", "condom")
RULES = (
    "iud_inserted", "injection_3m", "pill_started", "post_abortion", "postpartum_home", "child_health", "antenatal",
    "supplies", "cervical_first", "cervical_hpv", "danger_sign", "referral", "agreed_day",
)  # fmt: skip
KINDS = (
    "iud_followup",
    "implant_followup",
    "injection",
    "pill_followup",
    "post_abortion",
    "postpartum_home",
    "antenatal",
    "child_health",
    "general",
)
ANSWERS = ("declined", "not_reached", "postponed", "no_more")

days = st.integers(0, 900).map(lambda n: EPOCH + timedelta(days=n))


@st.composite
def stated(draw: st.DrawFn) -> str:
    """A date as the ledger keeps it, sometimes without its day."""
    day = draw(days).isoformat()
    return day[:7] if draw(st.integers(0, 9)) == 0 else day


@st.composite
def methods(draw: st.DrawFn, number: int) -> Record:
    start = draw(stated())
    stop = draw(st.none() | stated())
    return using(draw(st.sampled_from(METHODS)), start, id=f"m{number}", stop=stop)


@st.composite
def visits(draw: st.DrawFn, number: int) -> Record:
    given_ = draw(st.sampled_from((None, "yes", "no")))
    about = draw(st.sampled_from((None, "m0", "m1", "c0")))
    day = draw(days)
    agreed = draw(st.none() | st.integers(-5, 90))
    return visited(
        draw(st.sampled_from(KINDS)), day, id=f"v{number}", injection_given=given_, about=about,
        next_date=None if agreed is None else (day + timedelta(days=agreed)).isoformat(),
        danger_signs=draw(st.sampled_from((None, None, "fever"))),
        referral_reason=draw(st.sampled_from((None, None, "血压高"))),
        referral_outcome=draw(st.sampled_from((None, None, "没事"))),
    )  # fmt: skip


@st.composite
def answers(draw: st.DrawFn, number: int) -> Record:
    answer = draw(st.sampled_from(ANSWERS))
    day = draw(days)
    until = (day + timedelta(days=draw(st.integers(0, 60)))).isoformat() if answer == "postponed" else None
    return answered(
        answer,
        day,
        until,
        rule=draw(st.sampled_from(RULES)),
        anchor=draw(st.sampled_from(("m0", "m1", "p", "d", "v0", "p2", "c0", "g0", "s0", "her"))),
        occurrence=draw(st.integers(1, 4)),
        id=f"r{number}",
    )


def several(make: object, most: int) -> st.SearchStrategy[list[Record]]:
    return st.integers(0, most).flatmap(lambda n: st.tuples(*(make(i) for i in range(n))).map(list))  # type: ignore[operator]


@st.composite
def facts(draw: st.DrawFn) -> list[Record]:
    """Records about one woman: methods, visits, answers, a loss, a birth, another pregnancy."""
    found = draw(several(methods, 3)) + draw(several(visits, 6)) + draw(several(answers, 5))
    if draw(st.booleans()):
        found.append(lost(draw(stated())))
    if draw(st.booleans()):
        found.append(gave_birth(draw(stated())))
    if draw(st.booleans()):
        found.append(Pregnancy(id="p2", subject=HER, lmp=draw(stated())))
    return found + draw(several(children, 2)) + draw(several(supplies, 3)) + draw(several(screenings, 2))


@st.composite
def children(draw: st.DrawFn, number: int) -> Record:
    return child(
        id=f"c{number}", birth_date=draw(stated()), born=draw(st.sampled_from(("live", "live", "stillbirth"))),
        ended=draw(st.sampled_from((None, None, "died"))), ended_date=draw(st.none() | stated()),
    )  # fmt: skip


@st.composite
def supplies(draw: st.DrawFn, number: int) -> Record:
    day = draw(days)
    until = None if draw(st.booleans()) else (day + timedelta(days=draw(st.integers(1, 200)))).isoformat()
    article = draw(st.sampled_from(("condom", "pill_combined", "folic_acid")))
    return given_out(article, day.isoformat(), until, id=f"g{number}")


@st.composite
def screenings(draw: st.DrawFn, number: int) -> Record:
    test = draw(st.sampled_from((None, "hpv", "cytology")))
    result = draw(st.sampled_from((None, "normal", "see_clinician")))
    closed = draw(st.none() | stated())
    return screened("cervical", draw(stated()), test, id=f"s{number}", result=result, closed_date=closed)


births = st.sampled_from((None, "1965-02-28", "1988-12-31", "1990", "2008-06-15"))


SPAN = {"since": EPOCH, "horizon": EPOCH + timedelta(days=1600)}
WIDE = {"since": EPOCH - timedelta(days=900), "horizon": EPOCH + timedelta(days=2600)}


@given(facts(), births, days, st.randoms())
def test_the_order_of_entry_changes_nothing(
    records: list[Record], born: str | None, today: date, chance: random.Random
) -> None:
    story = her(*records, birth_date=born)
    chance.shuffle(records)
    assert on(her(*records, birth_date=born), today, **SPAN) == on(story, today, **SPAN)
    shuffled = replace(
        story,
        methods=story.methods[::-1],
        visits=story.visits[::-1],
        responses=story.responses[::-1],
        pregnancies=story.pregnancies[::-1],
        children=story.children[::-1],
        supplies=story.supplies[::-1],
        screenings=story.screenings[::-1],
    )
    assert on(shuffled, today, **SPAN) == on(story, today, **SPAN)


@given(facts(), births, days)
def test_every_follow_up_is_named_once_and_its_window_holds(
    records: list[Record], born: str | None, today: date
) -> None:
    found = on(her(*records, birth_date=born), today, **SPAN)
    assert len({(f.rule, f.anchor, f.occurrence) for f in found}) == len(found)
    for f in found:
        assert f.opens <= f.due <= f.closes
        assert (f.satisfied_by is not None) == (f.done_on is not None) == (f.state == "done")
        assert (f.because is not None) == (f.state == "lapsed")
        if f.state in TO_DO:
            assert f.opens <= today <= f.closes
            assert (f.state == "past") == (today > f.due)


@given(facts(), days, days)
def test_nothing_is_to_do_for_the_dead_the_moved_and_those_who_left(
    records: list[Record], ended: date, today: date
) -> None:
    when = ended.isoformat()
    stories = (
        her(*records, died(when)),
        her(*records, moved("out", when)),
        her(*records, status="closed", closed_reason="moved_out", closed_date=when),
    )
    for story in stories:
        if today >= ended:
            live = {"open", "past", "upcoming", "postponed", "not_reached"}
            assert not [f for f in on(story, today, **SPAN) if f.state in live]


@given(facts(), births, days, st.integers(0, 400), st.integers(0, 200))
def test_a_narrow_look_finds_what_a_wide_one_holds(
    records: list[Record], born: str | None, today: date, back: int, ahead: int
) -> None:
    story, first, last = her(*records, birth_date=born), today - timedelta(days=back), today + timedelta(days=ahead)
    wide = [f for f in on(story, today, **WIDE) if f.opens <= last and f.closes >= first]
    assert list(on(story, today, since=first, horizon=last)) == wide


@given(facts(), births, st.integers(500, 1000), st.integers(0, 120), st.integers(0, 200))
def test_outside_the_days_of_the_agenda_no_later_list_has_anything(
    records: list[Record], born: str | None, number: int, later: int, ahead: int
) -> None:
    """Nothing is written in between: what is known on a later day follows from what is known today, and from the date."""
    today = EPOCH + timedelta(days=number)
    story, until = her(*records, birth_date=born), today + timedelta(days=400)
    told = days_on_a_list(story, load_schedule(), today, until)
    assert all(a[1] < b[0] for a, b in pairwise(told))
    day = today + timedelta(days=later)
    for first, last in ((day, day), (day, day + timedelta(days=ahead)), (day - timedelta(days=ahead), day)):
        if any(f.state in OF_A_MONTH for f in on(story, day, since=first, horizon=last)):
            assert any(opens <= last and closes >= first for opens, closes in told)


@given(facts(), days)
def test_what_she_declined_last_is_never_to_do(records: list[Record], today: date) -> None:
    for f in on(her(*records), today, **SPAN):
        if f.answer in ("declined", "no_more"):
            assert f.state in ("declined", "done")


RANK = {"upcoming": 0, "postponed": 1, "not_reached": 1, "open": 1, "past": 1, "declined": 2, "lapsed": 3, "done": 4}


@given(st.sampled_from(METHODS), stated(), st.none() | days, days)
def test_states_only_move_on_as_days_pass(method: str, start: str, visit: date | None, first: date) -> None:
    """Without a new answer or pregnancy a follow-up goes from upcoming to open to past to its end, never back."""
    kind = {"implant": "implant_followup", "pill_combined": "pill_followup"}.get(method, "iud_followup")
    records: list[Record] = [using(method, start)]
    if visit:
        records.append(injected(visit) if method.startswith("injectable") else visited(kind, visit))
    story = her(*records)
    order = ("upcoming", "open", "past", "lapsed")
    seen: dict[tuple[str, str, int], str] = {}
    for number in range(0, 200, 3):
        for f in on(story, first + timedelta(days=number), **SPAN):
            key, state = (f.rule, f.anchor, f.occurrence), f.state.value
            before = seen.get(key, state)
            if "done" in (before, state):
                assert before != "done" or state == "done"
            else:
                assert order.index(before) <= order.index(state)
            seen[key] = state


def oracle(story: Story, today: date) -> set[tuple[int, str]]:
    """The IUD rule read from domain.md by trying every month: occurrence and state of what touches today.

    Only for one device with a known day and visits; no answers, pregnancies or ends.
    """
    (device,) = story.methods
    start = date.fromisoformat(device.start or "")
    found = set()
    for occurrence, month in enumerate((1, 3, 6, *range(12, 12 * 40, 12)), 1):
        year, month0 = divmod(start.month - 1 + month, 12)
        due = None
        for day in range(start.day, 0, -1):  # the same day, or the nearest before it that the month has
            try:
                due = date(start.year + year, month0 + 1, day)
                break
            except ValueError:
                continue
        assert due is not None
        before, after = (10, 15) if month < 6 else (15, 30)
        opens, closes = due - timedelta(days=before), due + timedelta(days=after)
        if opens <= today <= closes:
            seen = any(opens <= date.fromisoformat(v.date) <= today for v in story.visits)
            found.add((occurrence, "done" if seen else "open" if today <= due else "past"))
    return found


@given(st.dates(date(1996, 1, 1), date(2024, 12, 31)), st.lists(days, max_size=8), days)
def test_the_rule_agrees_with_trying_every_month(start: date, seen: list[date], today: date) -> None:
    records = [visited("iud_followup", day, id=f"v{n}") for n, day in enumerate(seen)]
    story = her(using("iud_copper", start.isoformat()), *records)
    if start <= today:
        assert {(f.occurrence, f.state.value) for f in on(story, today)} == oracle(story, today)


@pytest.mark.parametrize("years", [1, 20, 300])
def test_work_does_not_grow_with_the_years_since_the_anchor(years: int) -> None:
    rule = next(r for r in load_schedule().rules if r.id == "iud_inserted")
    start = date(2026 - years, 11, 1)
    tried: list[int] = []

    class Counting(Rule):
        def window(self, occurrence: int, first: date, last: date) -> Window | None:
            tried.append(occurrence)
            return rule.window(occurrence, first, last)

    counting = Counting(**{field.name: getattr(rule, field.name) for field in dataclasses.fields(rule)})
    assert list(counting.windows(start, start, date(2026, 11, 22), date(2026, 11, 22)))
    assert len(tried) <= len(rule.slots) + 12


def test_a_follow_up_says_what_a_visit_would_be_about() -> None:
    one: FollowUp = on(her(injected("2026-01-05"), using("injectable_3m", "2025-10-01")), "2026-04-06")[0]
    assert (one.about, one.visit_kind, one.service, one.subject) == ("m", "injection", "health", HER)
