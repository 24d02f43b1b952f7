"""Where a benefit case stands, from its steps alone; and who may be named on a wall."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.benefits import PATH, in_order, masked, notice_until, public_name, scheme_name, standing, why_not_named
from app.codes import code_list
from app.records import BenefitCase, BenefitStep, Consent, Woman
from app.records.story import Story, story_of

TODAY = date(2026, 11, 22)
CASE = BenefitCase(id="k", subject="w", scheme="rural_support", date="2026-10-01")
ENDS = code_list("benefit_step").where("ends", True)


def steps(*told: tuple[str, str], **more: object) -> list[BenefitStep]:
    return [BenefitStep(id=f"s{n}", subject="w", case="k", step=step, date=day) for n, (step, day) in enumerate(told)]


@pytest.mark.parametrize(
    ("told", "step", "next_", "ended"),
    [
        ([], "", "village", ""),
        ([("village", "2026-10-02")], "village", "notice", ""),
        ([("village", "2026-10-02"), ("notice", "2026-10-03")], "notice", "township", ""),
        ([("village", "2026-10-02"), ("notice", "2026-10-03"), ("township", "2026-10-20")], "township", "county", ""),
        ([("county", "2026-10-20")], "county", "paid", ""),
        ([("county", "2026-10-20"), ("paid", "2026-11-01")], "paid", "paid", ""),
        ([("paid", "2026-11-01"), ("closed", "2026-11-02")], "closed", "", "closed"),
        ([("notice", "2026-10-03"), ("returned", "2026-10-20")], "returned", "township", ""),
        ([("returned", "2026-10-20")], "returned", "village", ""),
        ([("township", "2026-10-20"), ("refused", "2026-10-20")], "refused", "", "refused"),
        ([("withdrawn", "2026-10-20")], "withdrawn", "", "withdrawn"),
        ([("refused", "2026-10-20"), ("county", "2026-11-01")], "county", "paid", ""),  # asked again, and granted
        ([("notice", "2026-10-02"), ("village", "2026-10-02")], "notice", "township", ""),  # on one day, as they follow
    ],
)
def test_where_it_stands_and_what_comes_next(
    told: list[tuple[str, str]], step: str, next_: str, ended: str
) -> None:  # fmt: skip
    here = standing(CASE, steps(*told), TODAY)
    assert (here.step, here.next, here.ended) == (step, next_, ended)
    assert here.is_running == (ended == "")


def test_a_notice_hangs_until_its_last_day_is_over() -> None:
    notice = steps(("notice", "2026-11-16"))[0].with_values(until="2026-11-22")
    assert standing(CASE, [notice], TODAY).waits_until == "2026-11-22"
    assert standing(CASE, [notice], date(2026, 11, 23)).waits_until is None
    after = steps(("notice", "2026-11-16"), ("township", "2026-11-20"))
    assert standing(CASE, [after[0].with_values(until="2026-11-22"), after[1]], TODAY).waits_until is None
    assert notice_until(date(2026, 11, 16)) == date(2026, 11, 22)


def test_all_that_was_paid_is_counted_and_what_was_taken_back_is_not() -> None:
    paid = [s.with_values(amount_fen=48_000) for s in steps(("paid", "2025-11-01"), ("paid", "2026-11-01"))]
    assert standing(CASE, paid, TODAY).paid_fen == 96_000
    paid[1] = paid[1].with_values(retired="mistake")
    assert standing(CASE, paid, TODAY).paid_fen == 48_000


DAYS = st.dates(date(2026, 1, 1), TODAY).map(date.isoformat)
STEPS = st.lists(st.tuples(st.sampled_from(code_list("benefit_step").codes), DAYS), max_size=9)


@given(STEPS, st.randoms())
def test_the_state_follows_from_the_steps_whatever_their_order_in_the_ledger(
    told: list[tuple[str, str]], shuffle: object
) -> None:
    made = steps(*told)
    foreign = [s.with_values(case="other") for s in made]
    mixed = [*made, *foreign]
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    here = standing(CASE, mixed, TODAY)
    assert here == standing(CASE, made, TODAY)
    assert (here.ended == "") == (here.next in PATH)
    assert here.ended in {"", *ENDS}
    last = in_order(made)[-1:]
    assert here.step == (last[0].step if last else "")
    assert here.is_running or here.step in ENDS
    reached = [s.step for s in in_order(made) if s.step in PATH]
    if here.next and reached:
        assert PATH.index(here.next) <= PATH.index(reached[-1]) + 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张秀兰", "张**"), ("张丽", "张**"), ("欧阳娜", "欧阳**"), ("阿依古丽·买买提", "阿**"), ("䶮㛃", "䶮**")],
)
def test_a_name_on_a_wall_is_a_family_name_and_two_stars(name: str, shown: str) -> None:
    assert masked(name) == shown


def her(*, consent: str = "given", **values: object) -> Story:
    woman = Woman(id="w", subject="w", name="王秀兰", birth_date="1968-05-12").with_values(**values)  # type: ignore[arg-type]
    said = [Consent(id="c", subject="w", scope="notice", state=consent, date="2026-01-01")] if consent else []
    return story_of(woman, said)


def test_only_who_agreed_is_named() -> None:
    assert why_not_named(her(), CASE, TODAY) is None
    for said in ("", "refused", "withdrawn"):
        assert why_not_named(her(consent=said), CASE, TODAY) == "no_consent"
    assert why_not_named(her(family_unaware=True), CASE, TODAY) == "family_unaware"
    assert why_not_named(her(birth_date="2010-01-01"), CASE, TODAY) == "under_18"
    assert why_not_named(her(birth_date=None), CASE, TODAY) == "under_18"
    assert why_not_named(her(), CASE.with_values(applicant="spouse"), TODAY) == "spouse"


def test_a_scheme_whose_name_tells_of_a_loss_hangs_under_a_plain_one() -> None:
    loss = CASE.with_values(scheme="special_support")
    assert public_name(loss) != scheme_name(loss)
    assert "特别" not in public_name(loss)
    assert public_name(CASE) == scheme_name(CASE)
    own = CASE.with_values(scheme="other", scheme_name="莲荷乡助老")
    assert public_name(own) == "莲荷乡助老"
    named = loss.with_values(scheme_name="失独家庭扶助")
    assert public_name(named) != "失独家庭扶助"
