"""What is written after she chose: a method begun, one kept, none for now, a referral; never what she answered."""

from collections.abc import Callable
from itertools import count

from app.actions.choosing import choose, refer
from app.people import running
from app.records import MethodUse
from app.records.writes import Add, Edit
from tests.app.actions.stories import TODAY, after, her

USE = MethodUse(id="u", subject="w", method="iud_copper", start="2024-01-05", explained="condom", chosen_by="couple")


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"n{next(numbers)}"


def test_a_method_begins_with_her_wish_what_was_explained_and_how_she_agreed() -> None:
    values = {
        "method": "implant", "wish": "condom", "explained": "implant condom", "start": "2026-11-20", "chosen_by": "her",
        "agreed": "oral",
    }  # fmt: skip
    story = after(her(USE), choose(her(USE), values, today=TODAY, fresh=ids()))
    (new,) = running(story, TODAY)
    assert {name: getattr(new, name) for name in values} == values
    assert new.counselled
    old = next(use for use in story.methods if use.id == "u")
    assert (old.stop, old.stop_reason) == ("2026-11-20", "changed_method")


def test_what_she_uses_already_goes_on_and_only_what_was_explained_is_added() -> None:
    values = {"method": "iud_copper", "wish": "implant", "explained": "implant condom", "chosen_by": "her", "agreed": "signed",
              "start": "2026-11-22"}  # fmt: skip
    (write,) = choose(her(USE), values, today=TODAY, fresh=ids())
    assert write == Edit(
        "method_use", "u", {"counselled": True, "explained": "condom implant", "wish": "implant", "agreed": "signed"}
    )


def test_nothing_new_writes_nothing() -> None:
    known = USE.with_values(counselled=True)
    assert choose(her(known), {"method": "iud_copper", "explained": "condom"}, today=TODAY, fresh=ids()) == ()


def test_none_for_now_is_a_choice_and_needs_no_reason() -> None:
    story = after(her(USE), choose(her(USE), {"method": "none", "start": "2026-11-22"}, today=TODAY, fresh=ids()))
    (noted,) = running(story, TODAY)
    assert (noted.method, noted.not_using_reason, noted.counselled) == ("none", None, True)
    assert next(use for use in story.methods if use.id == "u").stop_reason == "not_said"


def test_two_methods_together() -> None:
    values = {"method": "condom", "start": "2026-11-22"}
    story = after(her(USE), choose(her(USE), values, today=TODAY, fresh=ids(), beside=True))
    assert {use.method for use in running(story, TODAY)} == {"iud_copper", "condom"}


def test_a_referral_holds_what_was_written_into_it_and_nothing_she_answered() -> None:
    values = {
        "referral_reason": "想选避孕方法，请医生看看",
        "referral_facility": "县妇幼",
        "breast": "yes",
        "hiv": "yes",
    }
    (write,) = refer(her(), values, today=TODAY, fresh=ids())
    assert isinstance(write, Add)
    filled = {name for name in write.record.__slots__ if getattr(write.record, name, None)}
    assert filled <= {"id", "subject", "visit_kind", "date", "referral_reason", "referral_facility"}
    after(her(), (write,))
