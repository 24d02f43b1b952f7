"""Actions answer with the writes a careful worker would make; applied to a story they read as she would expect."""

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from app.actions import births, consents, methods, village, visits, women
from app.codes import code_list
from app.consent import effective
from app.people import children_of, current_method, running
from app.records import (
    Consent,
    Household,
    LifeEvent,
    MethodUse,
    Move,
    Population,
    Pregnancy,
    Response,
    Visit,
    Woman,
)
from app.records.writes import Add, Edit
from tests.app.actions.stories import TODAY, after, her


@pytest.fixture
def fresh() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"f{next(numbers)}"


def use(method: str, start: str | None, stop: str | None = None, name: str = "m") -> MethodUse:
    return MethodUse(id=name, subject="w", method=method, start=start, stop=stop)


# Registering


def test_registering_makes_the_household_once_and_finds_it_the_second_time(fresh: Callable[[], str]) -> None:
    first = women.register({"name": "王秀英", "group": 3}, household_number="00012", households=[], fresh=fresh)
    made = [w.record for w in first if isinstance(w, Add)]
    home, woman = made
    assert isinstance(home, Household)
    assert isinstance(woman, Woman)
    assert (home.number, home.group, woman.household, woman.subject) == ("00012", 3, home.id, woman.id)
    second = women.register({"name": "李玉兰"}, household_number=" 00012 ", households=[home], fresh=fresh)
    (only,) = second
    assert isinstance(only, Add)
    assert isinstance(only.record, Woman)
    assert only.record.household == home.id


def test_an_edit_that_changes_nothing_writes_nothing() -> None:
    woman = her(phone="13800000000").woman
    assert women.edit(woman, {"phone": "13800000000", "name": "王秀英"}) == ()
    assert women.edit(woman, {"phone": None, "name": "王秀英"}) == (Edit("woman", "w", {"phone": None}),)


# Methods


def test_a_new_method_stops_the_one_before_because_she_changed(fresh: Callable[[], str]) -> None:
    story = her(use("pill_combined", "2024-01-05"))
    now = after(story, methods.start(story, {"method": "implant", "start": "2026-11-20"}, today=TODAY, fresh=fresh))
    old = next(m for m in now.methods if m.method == "pill_combined")
    assert (old.stop, old.stop_reason) == ("2026-11-20", "changed_method")
    assert [m.method for m in running(now, TODAY)] == ["implant"]


def test_the_same_method_again_is_a_renewal(fresh: Callable[[], str]) -> None:
    story = her(use("iud_copper", "2016-01-05"))
    now = after(story, methods.start(story, {"method": "iud_copper", "start": "2026-11-20"}, today=TODAY, fresh=fresh))
    assert [(m.stop, m.stop_reason) for m in now.methods] == [("2026-11-20", "renewed"), (None, None)]


def test_condoms_beside_another_stop_nothing_when_asked(fresh: Callable[[], str]) -> None:
    story = her(use("iud_copper", "2016-01-05"))
    values = {"method": "condom", "start": "2026-11-20"}
    now = after(story, methods.start(story, values, today=TODAY, fresh=fresh, beside=True))
    assert {m.method for m in running(now, TODAY)} == {"iud_copper", "condom"}
    assert current_method(now, TODAY) == story.methods[0]


@pytest.mark.parametrize("beside", [False, True])
def test_a_note_of_no_method_ends_when_one_begins(fresh: Callable[[], str], beside: bool) -> None:
    story = her(use("none", "2026-01"))
    values = {"method": "condom", "start": "2026-11-20"}
    now = after(story, methods.start(story, values, today=TODAY, fresh=fresh, beside=beside))
    assert [m.method for m in running(now, TODAY)] == ["condom"]


@pytest.mark.parametrize(
    ("reason", "stopped"),
    [("wants_pregnancy", "wants_pregnancy"), ("declined", "own_wish"), ("postpartum", "not_said"), (None, "not_said")],
)
def test_using_nothing_stops_the_method_for_the_reason_she_gives(
    fresh: Callable[[], str], reason: str | None, stopped: str
) -> None:
    story = her(use("condom", None))
    values = {"method": "none", "start": "2026-11-20", "not_using_reason": reason}
    now = after(story, methods.start(story, values, today=TODAY, fresh=fresh))
    assert next(m.stop_reason for m in now.methods if m.method == "condom") == stopped
    assert stopped in code_list("stop_reason")


def test_an_emergency_pill_is_over_the_day_it_was_taken_and_stops_nothing(fresh: Callable[[], str]) -> None:
    story = her(use("condom", "2024-01-05"))
    values = {"method": "emergency_pill", "start": "2026-11-20"}
    now = after(story, methods.start(story, values, today=TODAY, fresh=fresh))
    assert [m.method for m in running(now, TODAY)] == ["condom"]
    assert [m.stop for m in now.methods if m.method == "emergency_pill"] == ["2026-11-20"]


def test_telling_of_an_earlier_method_does_not_stop_the_present_one(fresh: Callable[[], str]) -> None:
    story = her(use("iud_copper", "2016-01-05"))
    over = {"method": "condom", "start": "2010-01", "stop": "2015-12", "stop_reason": "changed_method"}
    assert [m.method for m in running(after(story, methods.start(story, over, today=TODAY, fresh=fresh)), TODAY)] == [
        "iud_copper"
    ]
    unended = {"method": "condom", "start": "2010-01"}
    now = after(story, methods.start(story, unended, today=TODAY, fresh=fresh))
    assert next(m for m in now.methods if m.method == "iud_copper").stop is None


def test_a_method_may_stop_the_day_it_started(fresh: Callable[[], str]) -> None:
    story = her(use("implant", "2026-11-20"))
    now = after(story, methods.stop(story.methods[0], "2026-11-20", "side_effects"))
    assert running(now, TODAY) == ()
    assert current_method(now, TODAY) is None


# Visits and answers


def test_a_visit_is_about_the_running_method_of_its_kind(fresh: Callable[[], str]) -> None:
    story = her(use("iud_copper", "2016-01-05", name="i"), use("condom", "2020-01-01", name="c"))
    (added,) = visits.record_visit(story, {"visit_kind": "iud_followup", "date": "2026-11-20"}, fresh=fresh)
    assert isinstance(added, Add)
    assert isinstance(added.record, Visit)
    assert added.record.about == "i"


def test_a_visit_about_nothing_of_its_kind_is_about_nothing(fresh: Callable[[], str]) -> None:
    story = her(use("pill_combined", "2016-01-05"))
    writes = visits.record_visit(
        story, {"visit_kind": "injection", "date": "2026-11-20", "injection_given": "yes"}, fresh=fresh
    )
    (visit,) = after(story, writes).visits
    assert visit.about is None


def test_a_visit_before_the_method_began_is_not_about_it(fresh: Callable[[], str]) -> None:
    story = her(use("iud_copper", "2026-11-21"))
    (visit,) = after(
        story, visits.record_visit(story, {"visit_kind": "iud_followup", "date": "2026-11-20"}, fresh=fresh)
    ).visits
    assert visit.about is None


def test_an_answer_names_the_follow_up(fresh: Callable[[], str]) -> None:
    story = her()
    writes = visits.answer(
        story, rule="iud_inserted", anchor="m", occurrence=2, answer="postponed", on=TODAY, until=date(2026, 12, 1),
        fresh=fresh,
    )  # fmt: skip
    assert after(story, writes).responses == (
        Response(
            id="f1", subject="w", rule="iud_inserted", anchor="m", occurrence=2, answer="postponed",
            date="2026-11-22", until="2026-12-01",
        ),
    )  # fmt: skip


# Consents


def test_a_no_after_a_yes_is_a_withdrawal_and_any_other_a_refusal(fresh: Callable[[], str]) -> None:
    story = her()
    for agrees, state in (
        (False, "refused"),
        (True, "given"),
        (False, "withdrawn"),
        (False, "withdrawn"),
        (True, "given"),
    ):
        story = after(story, consents.state(story, "county", agrees=agrees, on=TODAY, fresh=fresh))
        assert effective(story.consents, "county") == state
    assert effective(story.consents, "phone") == "not_asked"
    assert all(isinstance(statement, Consent) for statement in story.consents)


# Births


def test_an_edd_follows_from_an_lmp_known_to_the_day_and_from_nothing_less(fresh: Callable[[], str]) -> None:
    (known,) = after(her(), births.begin_pregnancy(her(), {"lmp": "2026-08-01"}, fresh=fresh)).pregnancies
    assert (known.edd, known.edd_basis) == ("2027-05-08", "lmp")
    (month,) = after(her(), births.begin_pregnancy(her(), {"lmp": "2026-08"}, fresh=fresh)).pregnancies
    assert (month.edd, month.edd_basis) == (None, None)
    scan = {"lmp": "2026-08-01", "edd": "2027-05-20", "edd_basis": "ultrasound"}
    (scanned,) = after(her(), births.begin_pregnancy(her(), scan, fresh=fresh)).pregnancies
    assert (scanned.lmp, scanned.edd, scanned.edd_basis) == ("2026-08-01", "2027-05-20", "ultrasound")


def test_twins_are_two_children_of_one_delivery_and_end_the_pregnancy(fresh: Callable[[], str]) -> None:
    going_on = Pregnancy(id="p", subject="w", lmp="2026-02-01")
    story = her(going_on, children_stated=1, girls_stated=1, youngest_birth_stated="2019-01-01")
    writes = births.deliver(
        story,
        {"date": "2026-11-05", "place": "hospital", "mode": "caesarean"},
        [{"sex": "1"}, {"sex": "2"}],
        fresh=fresh,
    )
    now = after(story, writes)
    (delivery,) = now.deliveries
    (pregnancy,) = now.pregnancies
    assert (pregnancy.outcome, pregnancy.outcome_date, delivery.pregnancy) == ("delivery", "2026-11-05", "p")
    assert [(c.delivery, c.plurality, c.birth_order, c.birth_date) for c in now.children] == [
        (delivery.id, 2, 2, "2026-11-05"),
        (delivery.id, 2, 3, "2026-11-05"),
    ]
    known = children_of(now)
    assert (known.total, known.girls, known.youngest) == (3, 2, "2026-11-05")


def test_a_stillborn_child_is_recorded_and_counts_in_no_number(fresh: Callable[[], str]) -> None:
    story = her(children_stated=1)
    now = after(story, births.deliver(story, {"date": "2026-11-05"}, [{"sex": "2", "born": "stillbirth"}], fresh=fresh))
    (child,) = now.children
    assert (child.born, child.birth_order) == ("stillbirth", None)
    assert children_of(now).total == 1


def test_a_miscarriage_ends_the_pregnancy_or_is_one_nobody_knew_of(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="p", subject="w", lmp="2026-08-01"))
    (ended,) = after(story, births.end_pregnancy(story, "miscarriage", "2026-10-01", fresh=fresh)).pregnancies
    assert (ended.id, ended.outcome, ended.outcome_date) == ("p", "miscarriage", "2026-10-01")
    (told,) = after(her(), births.end_pregnancy(her(), "abortion", "2026-10", fresh=fresh)).pregnancies
    assert (told.lmp, told.outcome) == (None, "abortion")


# Her life and her page


def test_marriage_after_none_is_a_first_one_and_later_ones_are_not(fresh: Callable[[], str]) -> None:
    story = her(marital="10")
    now = after(story, women.live(story, "marriage", {"date": "2026-10-01"}, fresh=fresh))
    assert (now.woman.marital, now.woman.first_marriage) == ("21", "2026-10-01")
    divorced = after(now, women.live(now, "divorce", {"date": "2026-10-20"}, fresh=fresh))
    assert divorced.woman.marital == "40"
    again = after(divorced, women.live(divorced, "marriage", {"date": "2026-11-20"}, fresh=fresh))
    assert (again.woman.marital, again.woman.first_marriage) == ("22", "2026-10-01")


def test_an_old_event_told_late_does_not_change_what_holds_now(fresh: Callable[[], str]) -> None:
    story = her(marital="22", marital_since="2020-05-01", spouse_name="赵大勇")
    now = after(story, women.live(story, "divorce", {"date": "2015-03"}, fresh=fresh))
    assert (now.woman.marital, now.woman.spouse_name) == ("22", "赵大勇")


def test_a_divorce_keeps_no_particulars_of_him(fresh: Callable[[], str]) -> None:
    story = her(marital="21", spouse_name="赵大勇", spouse_phone="13800000000")
    now = after(story, women.live(story, "divorce", {"date": "2026-03-01"}, fresh=fresh))
    assert (now.woman.spouse_name, now.woman.spouse_phone) == (None, None)


def test_closing_records_the_move_or_death_it_stands_for_once(fresh: Callable[[], str]) -> None:
    story = her()
    left = after(story, women.close(story, "moved_out", "2026-11-01", fresh=fresh))
    assert (left.woman.status, left.woman.closed_date, [m.direction for m in left.moves]) == (
        "closed", "2026-11-01", ["out"],
    )  # fmt: skip
    known = her(Move(id="o", subject="w", direction="out", date="2026-10-30"))
    assert len(after(known, women.close(known, "moved_out", "2026-11-01", fresh=fresh)).moves) == 1
    died = her(LifeEvent(id="e", subject="w", event="death", date="2026-10-30"))
    assert len(after(died, women.close(died, "died", "2026-10-30", fresh=fresh)).life_events) == 1


def test_a_woman_who_comes_back_has_her_page_open_again(fresh: Callable[[], str]) -> None:
    story = after(her(), women.close(her(), "moved_out", "2026-03-01", fresh=fresh))
    back = after(story, women.move(story, "in", {"date": "2026-11-01"}, fresh=fresh))
    assert (back.woman.status, back.woman.closed_reason, len(back.moves)) == ("open", None, 2)


# The village


def test_the_figure_of_a_month_is_replaced_not_doubled(fresh: Callable[[], str]) -> None:
    (made,) = village.enter_population("2026-10", residents=2101, registered=None, source=None, stated=[], fresh=fresh)
    assert isinstance(made, Add)
    assert isinstance(made.record, Population)
    again = village.enter_population(
        "2026-10", residents=2103, registered=2500, source="派出所", stated=[made.record], fresh=fresh
    )
    assert again == (Edit("population", made.record.id, {"residents": 2103, "registered": 2500, "source": "派出所"}),)


# Her children, as far as known


def test_children_recorded_go_before_a_smaller_number_stated_and_after_a_greater() -> None:
    story = her(children_stated=2, girls_stated=1, youngest_birth_stated="2019-01-01")
    assert (children_of(story).total, children_of(story).girls) == (2, 1)
    one = after(story, births.add_child(story, {"birth_date": "2012-01-01", "sex": "2"}, fresh=lambda: "a"))
    assert children_of(one).total == 2
    two = after(
        one, births.add_child(one, {"birth_date": "2019-01-01", "sex": "1", "ended": "died"}, fresh=lambda: "b")
    )
    assert (children_of(two).total, children_of(two).girls) == (1, 1)
    assert children_of(her()).total is None
