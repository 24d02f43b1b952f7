"""A laptop comes to the office: two files, two codes, one village, one record of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.office import one_unit
from app.delta import CellVersion
from app.errors import ExchangeError, NotAllowed
from app.records import Unit, Woman, Worker
from app.records.writes import Add, Edit
from app.units import lineage, present
from storage.ids import new_id
from storage.ledger import Ledger
from sync import laptop, office
from sync.admission import read_admission
from sync.laptop import Became
from sync.news import of_our_village
from tests.support.ledgers import PASSPHRASE, Place, a_woman, tables
from tests.sync.colleagues import CHEAP, Colleague, all_tables, an_office, colleague, meet


def pair(root: Path) -> tuple[Colleague, Colleague]:
    return colleague(root, "a"), colleague(root, "b")


def asked(one: Colleague) -> laptop.Requested:
    return laptop.request_enrolment(one.ledger, one.stick, one.now, one.name)


def labels(one: Colleague) -> set[tuple[str, bool]]:
    return {(member.laptop.label, member.mine) for member in office.members(one.ledger)}


def test_two_files_and_two_codes_make_an_office(tmp_path: Path) -> None:
    a, b = pair(tmp_path)
    assert office.members(a.ledger) == ()
    request = asked(b)
    (shown,) = a.take()
    assert (shown.became, shown.request and shown.request.label) == (Became.REQUEST, "b")
    admitted = office.admit(a.ledger, request.path, request.code, a.stick, a.now, label="一号")
    assert (admitted.label, admitted.code) == ("b", laptop.my_code(a.ledger))
    assert labels(a) == {("一号", True), ("b", False)}
    request.path.unlink()
    (shown,) = b.take()
    assert (shown.became, shown.admission and shown.admission.by.label) == (Became.ADMISSION, "一号")
    office.accept(b.ledger, admitted.path, admitted.code, b.now)
    assert labels(b) == {("一号", False), ("b", True)}
    assert [one.became for one in b.take()] == [Became.KNOWN]
    assert [one.became for one in a.take()] == [Became.OTHER]


@pytest.mark.parametrize("code", ["", "0000 0000 0000 0000", "1"])
def test_another_code_admits_and_accepts_nobody(tmp_path: Path, code: str) -> None:
    a, b = pair(tmp_path)
    request, before = asked(b), tables(a.ledger)
    with pytest.raises(ExchangeError, match=r"exchange\.code_differs"):
        office.admit(a.ledger, request.path, code, a.stick, a.now)
    assert tables(a.ledger) == before
    admitted = office.admit(a.ledger, request.path, request.code, a.stick, a.now)
    before = tables(b.ledger)
    with pytest.raises(ExchangeError, match=r"exchange\.code_differs"):
        office.accept(b.ledger, admitted.path, code, b.now)
    assert tables(b.ledger) == before
    with pytest.raises(ExchangeError, match=r"office\.not_member"):
        office.send_office(b.ledger, b.stick, b.now)


def test_a_laptop_of_another_village_is_told_before_anything_is_merged(tmp_path: Path) -> None:
    a, other = colleague(tmp_path, "a"), colleague(tmp_path, "o", unit_code="430981203207", unit_name="桂花村")
    request, before = asked(other), tables(a.ledger)
    assert [one.became for one in a.take()] == [Became.OTHER]
    with pytest.raises(ExchangeError) as caught:
        office.admit(a.ledger, request.path, request.code, a.stick, a.now)
    assert (caught.value.code, caught.value.facts) == (
        "office.other_unit", {"ours": "430981203205", "theirs": "430981203207"},
    )  # fmt: skip
    assert tables(a.ledger) == before
    b = colleague(tmp_path, "b")
    admitted = office.admit(a.ledger, (wrote := asked(b)).path, wrote.code, a.stick, a.now)
    unit = b.ledger.unit
    b.ledger.write("unit", [Edit("unit", unit.id, {"code": "430981203207"})])
    before = tables(b.ledger)
    with pytest.raises(ExchangeError, match=r"office\.other_unit"):
        office.accept(b.ledger, admitted.path, admitted.code, b.now)
    assert tables(b.ledger) == before


def test_a_member_that_became_another_village_brings_nothing(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    b.ledger.write("unit", [Add(Unit(id=new_id(), subject="", code="430981203207", name="桂花村", since="2026-01-01"))])
    b.ledger.write("add", [Add(a_woman())])
    (outcome,) = b.tell(a)
    assert (outcome.became, outcome.error and outcome.error.code) == (Became.REFUSED, "office.other_village")
    assert a.ledger.all(Woman) == []


def test_a_village_told_of_by_a_later_program_is_known_by_what_is_known_of_it(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    delta = a.ledger.exchange.collect_for_office({})
    units = next(rows for rows in delta.rows if rows.kind == "unit")
    units.fields, units.columns = (*units.fields, "altitude"), [*units.columns, [12] * len(units.ids)]
    delta.cells.append(CellVersion("unit", units.ids[0], "", "altitude", 13, 0))
    assert of_our_village(b.ledger, delta)
    units.columns = [
        ["430981203207"] * len(units.ids) if n == "code" else c
        for n, c in zip(units.fields, units.columns, strict=True)
    ]
    stranger = colleague(tmp_path, "o")
    stranger.ledger.write("unit", [Edit("unit", stranger.ledger.unit.id, {"code": "430981203299"})])
    assert not of_our_village(stranger.ledger, delta)


def test_a_village_that_goes_on_under_another_code_stays_one_office(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    old = a.ledger.unit
    new = Unit(id=new_id(), subject="", code="430981203299", name="莲荷社区", since="2026-11-22")
    ended = {"until": "2026-11-21", "change": "recoded", "successor": new.code}
    a.ledger.write("unit", [Edit("unit", old.id, ended), Add(new)])
    assert [one.became for one in a.tell(b)] == [Became.TAKEN]
    assert b.ledger.unit.code == new.code
    late = colleague(tmp_path, "late", unit_code=new.code, unit_name="莲荷社区")
    b.admit(late)
    assert {one.became for one in meet(b, late)} == {Became.TAKEN}
    meet(b, a)
    for one in (a, b, late):
        assert [unit.code for unit in lineage(one.ledger.all(Unit))] == [old.code, new.code]


def test_a_slip_in_the_code_put_right_on_one_laptop_is_right_on_the_others(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    a.ledger.write("unit", [Edit("unit", a.ledger.unit.id, {"code": "430981203206"})])
    assert [one.became for one in a.tell(b)] == [Became.TAKEN]
    assert b.ledger.unit.code == "430981203206"
    assert [one.became for one in b.tell(a)] == [Became.KNOWN]


def test_the_village_and_its_office_are_there_once_and_every_worker_stays(tmp_path: Path) -> None:
    group = an_office(tmp_path, "a", "b", "c")
    for one in group:
        assert len(one.ledger.all(Unit)) == 1
        assert len(one.ledger.all(Worker)) == 3
        assert all_tables(one)["unit"] == all_tables(group[0])["unit"]
        assert one.ledger.exchange.conflicts() == []


def test_two_laptops_that_put_the_village_in_order_at_once_agree(tmp_path: Path) -> None:
    a, b, c = (colleague(tmp_path, name) for name in "abc")
    a.ledger.write("unit", [Edit("unit", a.ledger.unit.id, {"office": "莲荷村卫生室"})])
    a.admit(b)
    a.admit(c)
    a.tell(b, c)  # each of them retires a record without knowing of the other
    for _ in range(2):
        b.tell(a, c)
        c.tell(a, b)
        a.tell(b, c)
    found = [one.ledger.all(Unit) for one in (a, b, c)]
    assert found[0] == found[1] == found[2]
    assert [unit.office for unit in found[0]] == ["莲荷村卫生室"]
    assert all(one.ledger.exchange.conflicts() == [] for one in (a, b, c))


def test_the_record_that_holds_takes_over_what_only_another_one_says() -> None:
    old = Unit(id="b" * 32, subject="", code="430981203205", name="莲荷村", since="2019-01-01", office="莲荷村卫生室")
    new = Unit(id="a" * 32, subject="", code="430981203205", name="莲荷村")  # its clock stood at 2010
    before = replace(old, id="c" * 32, until="2018-12-31", since=None)
    writes = one_unit([old, new, before])
    assert writes == [
        Edit("unit", new.id, {"office": "莲荷村卫生室", "since": "2019-01-01"}), Edit("unit", old.id, {"retired": "joined"}),
    ]  # fmt: skip
    done = [replace(new, office=old.office, since=old.since), replace(old, retired="joined"), before]
    assert not one_unit(done)
    assert present(done).id == new.id


def test_who_comes_late_gets_everything_and_is_known_to_all(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    women = [a_woman("王秀兰", note="住院"), a_woman("李月琴", spouse_name="张大山")]
    a.ledger.write("add", [Add(one) for one in women])
    meet(a, b)
    late = colleague(tmp_path, "late")
    b.admit(late)
    assert [one.became for one in meet(b, late)] == [Became.TAKEN, Became.TAKEN]
    assert late.ledger.all(Woman) == women
    assert [one.became for one in late.tell(a)] == [Became.REFUSED]
    b.tell(a)
    assert [one.became for one in late.tell(a)] == [Became.KNOWN]
    assert {member.laptop.label for member in office.members(a.ledger)} == {"肖玉梅", "b", "late"}


def test_admitting_twice_writes_the_answer_again_and_one_record(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    late = colleague(tmp_path, "late")
    request = asked(late)
    answers = [office.admit(one.ledger, request.path, request.code, one.stick, one.now) for one in (a, a, b)]
    assert {read_admission(one.path.read_bytes(), "x").new.replica for one in answers} == {late.replica}
    office.accept(late.ledger, answers[2].path, answers[2].code, late.now)
    for path in (request.path, *(one.path for one in answers)):
        path.unlink()
    c.now = c.now.replace(year=2010)
    for _ in range(2):
        meet(a, b)
        meet(b, late)
        meet(a, c)
    assert all(len(office.members(one.ledger)) == 4 for one in (a, b, c, late))
    assert all(one.ledger.exchange.conflicts() == [] for one in (a, b, c, late))


def test_what_is_no_request_of_another_laptop_is_refused(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    own = asked(a)
    with pytest.raises(ExchangeError, match=r"office\.own_request"):
        office.open_request(a.ledger, own.path)
    with pytest.raises(ExchangeError, match=r"exchange\.not_enrolment"):
        office.open_admission(b.ledger, own.path)
    office.stop(a.ledger, b.replica, "lost", a.now)
    with pytest.raises(ExchangeError, match=r"office\.stopped"):
        office.open_request(a.ledger, asked(b).path)


def test_a_helper_admits_nobody_and_exchanges_nothing(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    helper = a.ledger.add_person("何晓", "井边的石榴红了", "helper", cost=CHEAP)
    a.ledger.close()
    request = asked(colleague(tmp_path, "late"))
    b.give()
    a.ledger = Ledger.open(
        a.place.folder, helper.id, "井边的石榴红了", own_passphrase=PASSPHRASE + "树", cost=CHEAP, marks=a.place.marks
    )
    before = tables(a.ledger)
    assert a.ledger.looks_only
    with pytest.raises(NotAllowed):
        a.give()
    with pytest.raises(NotAllowed):
        a.stop(b.replica)
    with pytest.raises(NotAllowed):
        office.admit(a.ledger, request.path, request.code, a.stick, a.now)
    outcomes = {one.error.code for one in a.take() if one.error}
    assert outcomes == {"ledger.looks_only"}
    assert tables(a.ledger) == before
    assert isinstance(a.place, Place)
