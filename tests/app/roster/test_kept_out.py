"""A roster does not bring back a woman who will not be kept in the ledger: nobody is asked about her twice."""

from collections.abc import Mapping

import pytest

from app.consent import statement
from app.records import Consent, Woman
from app.records.base import Value
from app.records.story import story_of
from app.roster.known import known_people
from app.roster.matching import Known
from app.roster.plan import Outcome, as_new, as_woman, plan_import
from tests.app.roster.sample import TODAY, read, sheet

HEAD = ["姓名", "证件号码", "出生日期", "户编号", "联系电话"]
ROW = ["王秀兰", "320482199405124821", "1994-05-12", "0012", "13912345678"]
BARE = "b" * 32


def bare(birth: str | None = "1994", state: str = "refused") -> Known:
    woman = Woman(id=BARE, subject=BARE, name="王秀兰", birth_date=birth)
    said: Consent = statement([], record_id="c", subject=BARE, scope="care", state=state, date="2026-11-01")
    (known,) = known_people([story_of(woman, [said])], [], TODAY)
    return known


@pytest.mark.parametrize("birth", ["1994", None])
def test_one_of_her_name_and_year_is_looked_at_and_nothing_is_imported_by_itself(birth: str | None) -> None:
    known = bare(birth)
    (row,) = plan_import(read(sheet(HEAD, ROW)), [known]).rows
    assert (row.outcome, row.candidates, row.reasons) == (Outcome.NEEDS_LOOK, (BARE,), ("import.person.kept_out",))
    assert (row.remember, row.changes) == (None, ())
    hers = as_woman(row, known)
    assert (hers.outcome, hers.woman, hers.remember, hers.changes) == (Outcome.LEFT_OUT, None, None, ())
    assert as_new(row).outcome is Outcome.NEW, "another of the same name may come in"


def test_another_year_is_somebody_else() -> None:
    (row,) = plan_import(read(sheet(HEAD, ROW)), [bare("1987")]).rows
    assert row.outcome is Outcome.NEW


def test_who_agrees_again_is_imported_again() -> None:
    known = bare("1994-05-12", state="given")
    (row,) = plan_import(read(sheet(HEAD, ROW)), [known]).rows
    assert row.outcome is Outcome.UPDATES
    assert row.woman == BARE


def test_a_whole_entry_of_one_who_refused_is_not_filled_either() -> None:
    values: Mapping[str, Value] = {"woman.name": "王秀兰", "woman.id_number": "320482199405124821"}
    known = Known(BARE, values, kept_out=True)
    (row,) = plan_import(read(sheet(HEAD, ROW)), [known]).rows
    assert row.outcome is Outcome.LEFT_OUT
    assert row.reasons[-1] == "import.person.kept_out"
