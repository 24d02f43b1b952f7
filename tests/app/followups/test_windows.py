"""Every row of the schedule, with its edges; the expected days are written out or counted the slow way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.followups.due import FollowUp
from app.followups.schedule import load_schedule
from app.records import Record
from tests.app.followups.making import (
    DAY,
    child,
    gave_birth,
    given,
    her,
    injected,
    lost,
    of,
    on,
    only,
    pregnant,
    screened,
    states,
    using,
    visited,
)

IUDS = ("iud_copper", "iud_lng", "iud_unspecified")
PILLS = ("pill_combined", "pill_progestogen", "pill_or_injectable_unspecified")
FAR = {"since": date(1990, 1, 1), "horizon": date(2060, 1, 1)}


def months_later(day: date, months: int) -> date:
    """The oracle: go through every day, count the firsts of months, stop at the same day or at the month's end."""
    at, passed = day, 0
    while passed < months:
        at += DAY
        passed += at.day == 1
    while at.day < day.day and (at + DAY).month == at.month:
        at += DAY
    return at


def days(number: int) -> timedelta:
    return timedelta(days=number)


def by_months(start: date, months: int, before: int, after: int) -> tuple[date, date, date]:
    due = months_later(start, months)
    return due - days(before), due, due + days(after)


def iud(start: date) -> list[tuple[date, date, date]]:
    early = [by_months(start, m, 10, 15) for m in (1, 3)]
    return early + [by_months(start, m, 15, 30) for m in (6, 12, 24, 36, 48)]


def pill(start: date) -> list[tuple[date, date, date]]:
    return [by_months(start, 3, 10, 15)] + [by_months(start, m, 15, 30) for m in (12, 24, 36)]


def span(start: date, opens: int, due: int, closes: int) -> tuple[date, date, date]:
    return start + days(opens), start + days(due), start + days(closes)


def weeks(start: date, *windows: tuple[int, int, int, int]) -> list[tuple[date, date, date]]:
    """From a week and day of a pregnancy to another, the last day included."""
    found = []
    for from_week, from_day, to_week, to_day in windows:
        last = start + days(7 * to_week + to_day)
        found.append((start + days(7 * from_week + from_day), last, last))
    return found


AGES = (3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72, 84)


def growing(born: date) -> list[tuple[date, date, date]]:
    return [
        (months_later(born, age), months_later(born, age + 1), months_later(born, following) - DAY)
        for age, following in pairwise(AGES)
    ]


def yearly(start: date, first: int, every: int, times: int) -> list[tuple[date, date, date]]:
    """A month around each year's day."""
    found = []
    for number in range(times):
        due = months_later(start, 12 * (first + every * number))
        found.append((months_earlier(due), due, months_later(due, 1)))
    return found


def months_earlier(day: date) -> date:
    """The same day of the month before, or its last."""
    last = day.replace(day=1) - DAY
    return last.replace(day=min(day.day, last.day))


def by_age(born: date, every: int) -> list[tuple[date, date, date]]:
    """From the birthday for two months, first at 35."""
    found = []
    for age in range(35, 65, every):
        birthday = months_later(born, 12 * age)
        found.append((birthday, months_later(born, 12 * age + 1), months_later(born, 12 * age + 2)))
    return found


def rows(start: date) -> list[tuple[str, Record, list[tuple[date, date, date]]]]:
    """domain.md's table, anchored at ``start``: rule, the record it counts from, its first windows."""
    day = start.isoformat()
    found: list[tuple[str, Record, list[tuple[date, date, date]]]] = []
    found += [("iud_inserted", using(method, day), iud(start)) for method in IUDS]
    found += [("iud_removed", using(method, "1999-05-01", stop=day), [span(start, 30, 45, 60)]) for method in IUDS]
    found += [("pill_started", using(method, day), pill(start)) for method in PILLS]
    found += [
        ("implant_inserted", using("implant", day), [span(start, 30, 45, 60)]),
        ("implant_removed", using("implant", "1999-05-01", stop=day), [span(start, 90, 120, 180)]),
        ("injection_3m", using("injectable_3m", day), [span(start, 91 - 14, 91, 91 + 28)]),
        ("injection_2m", using("injectable_2m", day), [span(start, 56 - 14, 56, 56 + 14)]),
        ("injection_1m", using("injectable_1m", day), [span(start, 28 - 7, 28, 28 + 7)]),
        ("vasectomy", using("male_sterilisation", day), [by_months(start, 3, 10, 30)]),
        ("postpartum_home", gave_birth("1999-05-01", discharge_date=day), [span(start, 0, 7, 28)]),
        ("postpartum_home", gave_birth(day), [span(start, 0, 7, 28)]),
        ("postpartum_42", gave_birth(day), [span(start, 42, 56, 90)]),
        ("post_abortion", lost(day, "miscarriage"), [by_months(start, m, 10, 15) for m in (1, 3, 6)]),
        ("post_abortion", lost(day, "abortion"), [by_months(start, m, 10, 15) for m in (1, 3, 6)]),
        (
            "tubal_ligation",
            using("female_sterilisation", day),
            [span(start, 3, 5, 7), by_months(start, 3, 10, 15), by_months(start, 6, 15, 30)],
        ),
    ]
    wants = using("none", day, not_using_reason="wants_pregnancy")
    born = child(birth_date=day)
    serious = visited("general", day, danger_signs="fever")
    found += [
        ("antenatal_first", pregnant(day), weeks(start, (0, 0, 12, 6))),
        ("antenatal_first", pregnant("1999-01-01", edd=(start + days(280)).isoformat()), weeks(start, (0, 0, 12, 6))),
        ("antenatal", pregnant(day), weeks(start, (16, 0, 20, 6), (21, 0, 24, 6), (28, 0, 36, 6), (37, 0, 40, 6))),
        ("folic_early", pregnant(day), weeks(start, (0, 0, 12, 6))),
        ("newborn", born, [span(start, 28, 30, 42)]),
        ("child_health", born, growing(start)),
        ("preconception", wants, [(start, months_later(start, 3), months_later(start, 6))]),
        ("folic_planning", wants, [(start, months_later(start, 1), months_later(start, 3))]),
        ("supplies", given("condom", "1999-05-01", day), [span(start, -14, 0, 30)]),
        ("folic_resupply", given("folic_acid", "1999-05-01", day), [span(start, -14, 0, 30)]),
        ("cervical_cytology", screened("cervical", day, "cytology"), yearly(start, 3, 3, 3)),
        ("cervical_cytology", screened("cervical", day), yearly(start, 3, 3, 3)),
        ("cervical_hpv", screened("cervical", day, "hpv"), yearly(start, 5, 5, 3)),
        ("breast", screened("breast", day, "ultrasound"), yearly(start, 2, 2, 3)),
        ("danger_sign", serious, [span(start, 1, 1, 2), span(start, 3, 3, 14)]),
        ("referral", visited("general", day, referral_reason="血压高"), [span(start, 3, 14, 60)]),
        ("screening_result", screened("breast", day, result="see_clinician"), [span(start, 3, 14, 90)]),
        ("agreed_day", visited("general", "1999-05-01", next_date=day), [span(start, -3, 0, 14)]),
    ]
    return found


FROM_ITS_DAY = ("postpartum_home", "preconception", "folic_planning", "antenatal_first", "folic_early")
"""These open on the very day they count from."""

STARTS = [
    date(2023, 6, 15),
    date(2023, 8, 31),
    date(2023, 11, 30),
    date(2024, 2, 29),
    date(2024, 1, 31),
    date(2023, 12, 31),
]
CASES = [
    pytest.param(rule, record, windows, id=f"{rule}-{getattr(record, 'method', '')}-{start}-{number}")
    for start in STARTS
    for number, (rule, record, windows) in enumerate(rows(start))
]


def of_rule(rule: str, record: Record, today: date) -> dict[int, FollowUp]:
    return {f.occurrence: f for f in on(her(record), today, **FAR) if f.rule == rule}


@pytest.mark.parametrize(("rule", "record", "windows"), CASES)
def test_windows_are_those_of_the_table(rule: str, record: Record, windows: list[tuple[date, date, date]]) -> None:
    found = of_rule(rule, record, date(2024, 7, 1))
    assert [(f.opens, f.due, f.closes) for _, f in sorted(found.items())][: len(windows)] == windows
    if rule not in ("iud_inserted", "pill_started", "cervical_cytology", "cervical_hpv", "breast"):
        assert len(found) == len(windows), "nothing routine after the last of these"


@pytest.mark.parametrize(("rule", "record", "windows"), CASES)
def test_states_change_on_the_day_after_each_edge(
    rule: str, record: Record, windows: list[tuple[date, date, date]]
) -> None:
    for number, (opens, due, closes) in enumerate(windows, 1):
        expected = {
            opens - DAY: "upcoming", opens: "open", due + DAY: "past", closes: "past", due: "open", closes + DAY: "lapsed",
        }  # fmt: skip
        if due == closes:
            expected[due + DAY] = "lapsed"
        if rule in FROM_ITS_DAY:
            del expected[opens - DAY]  # what it counts from is not yet known the day before
        for today, state in expected.items():
            assert of_rule(rule, record, today)[number].state == state, f"occurrence {number} on {today}"


def test_every_rule_of_the_schedule_is_in_the_table_above() -> None:
    tried = {rule for rule, _, _ in rows(date(2024, 1, 1))}
    tried |= {"iud_expiry", "implant_expiry", "cervical_first", "breast_first"}  # below
    assert tried == {rule.id for rule in load_schedule().rules}


@pytest.mark.parametrize(("rule", "every"), [("cervical_first", 3), ("breast_first", 2)])
@pytest.mark.parametrize("born", [date(1984, 2, 29), date(1990, 8, 31), date(1970, 12, 31)])
def test_screening_is_offered_by_age_until_it_is_known_to_have_been_done(rule: str, every: int, born: date) -> None:
    story = her(birth_date=born.isoformat())
    windows = by_age(born, every)
    found = of(rule, story, "2026-07-01", **FAR)
    assert [(f.opens, f.due, f.closes) for f in found] == windows
    for number, (opens, due, closes) in enumerate(windows):
        expected = {
            opens - DAY: "upcoming", opens: "open", due: "open", due + DAY: "past", closes: "past", closes + DAY: "lapsed",
        }  # fmt: skip
        for today, state in expected.items():
            assert of(rule, story, today, **FAR)[number].state == state
    assert of(rule, her(), "2026-07-01", **FAR) == [], "nothing by age where nobody knows it"


def test_a_reminder_of_expiry_opens_months_before_the_last_day_of_the_product() -> None:
    story = her(using("iud_copper", "2016-08-31", expiry="2026-08-31"))
    (one,) = [f for f in on(story, "2026-03-01") if f.rule == "iud_expiry"]
    assert (one.opens, one.due, one.closes) == (date(2026, 2, 28), date(2026, 8, 31), date(2027, 2, 28))
    implant = only(her(using("implant", "2023-05-31", expiry="2026-05-31")), "2026-03-01")
    assert (implant.rule, implant.opens, implant.due) == ("implant_expiry", date(2026, 2, 28), date(2026, 5, 31))


def test_a_yearly_rule_counts_from_the_anchor_and_not_from_the_last_clamped_day() -> None:
    story = her(using("iud_copper", "2020-02-29"))
    dues = [f.due for f in on(story, "2021-01-01", **FAR) if f.occurrence >= 4][:5]
    assert dues == [date(2021, 2, 28), date(2022, 2, 28), date(2023, 2, 28), date(2024, 2, 29), date(2025, 2, 28)]


@pytest.mark.parametrize("since", [date(2021, 1, 1), date(2026, 11, 22), date(2044, 2, 29)])
def test_a_narrow_span_finds_what_a_wide_one_holds(since: date) -> None:
    for start in ("2001-01-31", "2004-02-29", "2020-12-31"):
        story = her(using("iud_copper", start), using("pill_combined", start, id="m2"))
        for ahead in (0, 30, 200, 800):
            horizon = since + days(ahead)
            wide = [f for f in on(story, "2026-11-22", **FAR) if f.opens <= horizon and f.closes >= since]
            assert list(on(story, "2026-11-22", since=since, horizon=horizon)) == wide


def test_an_old_device_is_near_its_anniversary_with_its_years_said() -> None:
    one = only(her(using("iud_unspecified", "2006-12-01")), "2026-11-22")
    assert (one.occurrence, one.due, one.reason, one.facts["count"]) == (
        23, date(2026, 12, 1), "followup.iud_inserted.years", 20,
    )  # fmt: skip


def test_an_anchor_known_to_the_month_opens_with_its_first_day_and_closes_with_its_last() -> None:
    one = only(her(using("iud_copper", "2026-02")), "2026-03-10")
    assert (one.opens, one.due, one.closes) == (date(2026, 2, 19), date(2026, 3, 28), date(2026, 4, 12))
    assert one.facts["anchor"] == "2026-02"
    year = [f for f in on(her(using("iud_copper", "2020")), "2026-07-01") if f.rule == "iud_inserted"]
    assert [(f.opens, f.due, f.closes) for f in year] == [(date(2025, 12, 17), date(2026, 12, 31), date(2027, 1, 30))]


def test_without_a_date_nothing_is_offered() -> None:
    assert on(her(using("iud_copper")), "2026-07-01", **FAR) == ()


@pytest.mark.parametrize("method", ["none", "condom", "withdrawal", "lam", "emergency_pill", "other", "external"])
def test_these_have_no_routine_visit(method: str) -> None:
    assert on(her(using(method, "2026-01-01")), "2026-07-01", **FAR) == ()


@pytest.mark.parametrize("outcome", ["delivery", "ectopic", "not_said"])
def test_other_outcomes_ask_for_no_post_abortion_care(outcome: str) -> None:
    assert on(her(lost("2026-01-01", outcome)), "2026-02-01", **FAR) == ()


def test_removal_is_followed_up_unless_renewed_expelled_or_pregnant() -> None:
    def removed(reason: str | None) -> set[str]:
        story = her(using("iud_copper", "2020-01-01", stop="2026-01-01", stop_reason=reason))
        return {f.rule for f in on(story, "2026-02-15")}

    assert removed(None) == removed("own_wish") == removed("wants_pregnancy") == {"iud_removed"}
    assert removed("renewed") == removed("expelled") == removed("pregnant") == set()


def test_injections_count_from_the_last_one_given() -> None:
    story = her(using("injectable_3m", "2026-01-01"), injected("2026-04-08", id="v1"), injected("2026-07-15", id="v2"))
    one = only(story, "2026-10-14")
    assert (one.anchor, one.about, one.occurrence) == ("v2", "m", 1)
    assert (one.due, one.reason, one.facts["count"]) == (date(2026, 10, 14), "followup.injection.weeks", 13)
    done = {f.anchor: (f.state.value, f.satisfied_by) for f in on(story, "2026-10-14", **FAR)}
    assert done == {"m": ("done", "v1"), "v1": ("done", "v2"), "v2": ("open", None)}


def test_a_visit_without_the_injection_leaves_it_open() -> None:
    story = her(using("injectable_1m", "2026-01-01"), injected("2026-01-28").with_values(injection_given="no"))
    assert states(story, "2026-01-29") == {("injection_1m", 1): "open"}


def test_an_injection_ahead_of_its_window_starts_the_count_again() -> None:
    story = her(using("injectable_3m", "2026-01-01"), injected("2026-02-20"))
    assert [(f.anchor, f.due) for f in on(story, "2026-05-22", **FAR)] == [("v", date(2026, 5, 22))]
    assert [f.anchor for f in on(story, "2026-02-19", **FAR)] == ["m"], "on the day before it was not yet known"


def test_an_injection_of_an_earlier_episode_renews_nothing_of_the_present_one() -> None:
    old = using("injectable_3m", "2025-01-01", id="old", stop="2026-02-01")
    story = her(old, using("injectable_3m", "2025-12-01"), injected("2026-01-10", about="old"))
    assert {f.anchor for f in on(story, "2026-03-02")} == {"m"}
