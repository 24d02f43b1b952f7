"""How long what is kept: counted from closing or the last thing known, to the day; nothing living is touched."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.actions.erasure import let_go
from app.records import (
    BenefitCase,
    BenefitStep,
    Consent,
    Record,
    Request,
    Response,
    SupplyMovement,
    Value,
    Visit,
    Woman,
)
from app.records.story import Story, story_of
from app.records.writes import Add, Remove
from app.retention import Past, classes, past, stays

TODAY = date(2026, 11, 22)
HER = "a" * 32


def tell(*records: Record, **values: Value) -> Story:
    return story_of(Woman(id=HER, subject=HER, name="王秀兰", **values), records)  # type: ignore[arg-type]


def found(story: Story, on: date = TODAY) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.of.name, tuple(r.id for r in one.records)) for one in past([story], [], on)]


def answered(day: str) -> Response:
    return Response(id=f"r{day}", subject=HER, rule="iud", anchor="x", occurrence=1, answer="declined", date=day)


def test_the_table_says_years_basis_and_whether_anybody_checked() -> None:
    for one in classes():
        assert one.years > 0
        assert one.basis
        assert one.zh
        assert one.en
        assert one.whole != bool(one.kinds)
        assert "consent" not in one.kinds, "one that was replaced would stand again"
        assert not one.verified
    assert all(one.law for one in stays())


def test_a_page_closed_goes_whole_after_its_years_to_the_day() -> None:
    years = next(c.years for c in classes() if c.name == "closed")
    story = tell(answered("2011-01-01"), status="closed", closed_reason="moved_out", closed_date="2011-11-22")
    assert found(story, date(2011 + years, 11, 21)) == [("answers", ("r2011-01-01",))]
    assert found(story, date(2011 + years, 11, 22)) == [("closed", ())], "who goes whole is named once"


def test_a_day_known_to_the_year_counts_as_its_last() -> None:
    story = tell(status="closed", closed_reason="died", closed_date="2011")
    assert found(story, date(2026, 12, 30)) == []
    assert found(story, date(2026, 12, 31)) == [("closed", ())]


def test_without_a_day_of_closing_the_last_thing_known_counts() -> None:
    visit = Visit(id="v", subject=HER, visit_kind="general", date="2012-05-01")
    story = tell(visit, status="closed", closed_reason="moved_out")
    assert found(story, date(2027, 4, 30)) == []
    assert found(story, date(2027, 5, 1)) == [("closed", ())]
    assert found(tell(status="closed", closed_reason="moved_out")) == [], "nothing is known: nothing goes by itself"


def test_while_she_is_on_the_ledger_only_what_nobody_needs_goes() -> None:
    visit = Visit(id="v", subject=HER, visit_kind="general", date="1999-05-01")
    given = Consent(id="c", subject=HER, scope="care", state="given", date="1999-05-01")
    story = tell(visit, given, answered("2023-11-22"), answered("2023-11-23"))
    assert found(story) == [("answers", ("r2023-11-22",))]


def test_what_she_still_has_at_home_is_not_over() -> None:
    old = SupplyMovement(
        id="m",
        subject=HER,
        batch="b",
        movement="out",
        quantity=3,
        date="2021-01-01",
        until="2022-01-01",
        reason="她的话",
    )
    assert found(tell(old)) == []
    (one,) = past([tell(old)], [], date(2027, 1, 1))
    kept, gone = let_go(one.records)
    assert isinstance(kept, Add)
    assert isinstance(kept.record, SupplyMovement)
    assert (kept.record.subject, kept.record.quantity, kept.record.batch) == ("", 3, "b")
    assert (kept.record.until, kept.record.reason) == (None, None)
    assert gone == Remove("supply_movement", "m")


def test_a_case_goes_with_its_steps_counted_from_the_last() -> None:
    case = BenefitCase(id="k", subject=HER, scheme="fuzhu", date="2010-01-01")
    step = BenefitStep(id="s", subject=HER, case="k", step="paid", date="2016-11-22")
    assert found(tell(case, step), date(2026, 11, 21)) == []
    assert found(tell(case, step)) == [("benefits", ("k", "s"))]


def test_a_request_nobody_answered_waits_however_old() -> None:
    waiting = Request(id="q", subject="", asked="complaint", date="2001-01-01")
    done = replace(waiting, id="d", outcome="answered", outcome_date="2023-11-22")
    assert [one.records[0].id for one in past([], [waiting, done], TODAY)] == ["d"]


def test_that_she_will_not_be_kept_is_remembered_for_years_and_then_forgotten() -> None:
    said = Consent(id="c", subject=HER, scope="care", state="refused", date="2016-11-23")
    assert found(tell(said, birth_date="1990")) == []
    assert found(tell(said, birth_date="1990"), date(2026, 11, 23)) == [("kept_out", ())]
    given = Consent(id="d", subject=HER, scope="care", state="given", date="2020-01-01", replaces="c")
    assert found(tell(said, given, birth_date="1990"), date(2026, 11, 23)) == []


DAYS = st.dates(date(1990, 1, 1), date(2026, 11, 22)).map(date.isoformat)
STORIES = st.builds(
    lambda answers, status, closed: tell(*map(answered, answers), status=status, closed_date=closed),
    st.lists(DAYS, max_size=5, unique=True), st.sampled_from(["open", "closed"]), st.none() | DAYS,
)  # fmt: skip


@given(STORIES, st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 4000))
def test_what_is_past_stays_past_and_everything_past_is_really_over(story: Story, on: date, later: int) -> None:
    def ids(found: list[Past]) -> set[str]:
        whole = any(not one.records for one in found)
        every = {r.id for r in story.responses}
        return every if whole else {r.id for one in found for r in one.records}

    today = list(past([story], [], on))
    assert all(one.over <= on for one in today)
    assert ids(today) <= ids(list(past([story], [], date.fromordinal(on.toordinal() + later))))
    if story.woman.status == "open":
        assert all(one.records for one in today), "nobody on the ledger goes whole"
