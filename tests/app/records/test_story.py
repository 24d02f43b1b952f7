"""Her story puts each kind in order, by whatever date of a record is known."""

from app.actions.births import open_pregnancy
from app.records import Pregnancy
from app.records.story import story_of
from tests.app.followups.making import HER, woman


def test_pregnancies_stand_in_order_whichever_of_their_days_is_known() -> None:
    lost = Pregnancy(id="a", subject=HER, outcome="miscarriage", outcome_date="2024-03-02")
    first = Pregnancy(id="c", subject=HER, lmp="2020-01-10", outcome="delivery", outcome_date="2020-10-16")
    now = Pregnancy(id="b", subject=HER, ultrasound_date="2026-09-01")
    assert story_of(woman(), [now, first, lost]).pregnancies == (first, lost, now)


def test_the_pregnancy_going_on_is_the_latest_even_if_only_its_ultrasound_is_known() -> None:
    forgotten = Pregnancy(id="a", subject=HER, lmp="2021-05-01")
    now = Pregnancy(id="b", subject=HER, ultrasound_date="2026-09-01")
    assert open_pregnancy(story_of(woman(), [now, forgotten])) == now
