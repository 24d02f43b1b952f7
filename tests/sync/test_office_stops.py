"""Laptops that are lost, stopped, restored, copied: nothing of honest work is lost, and nobody is brought in by a thief."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.delta import Delta, Reach, Rows
from app.errors import ExchangeError
from app.office import Member, members, stop_id, voucher_id
from app.records import KINDS, Laptop, LaptopStop, Woman
from app.records.writes import Add, Edit
from app.versions import Dot, Header
from storage.backup import back_up
from storage.ids import new_id
from sync import laptop, office
from sync.admission import Seat
from sync.envelope import new_keys, seal
from sync.keyring import my_keys
from sync.laptop import Became
from sync.membership import keys_of, voucher
from sync.notice import Notice, code_of, read_notice, write_notice
from sync.pack import pack
from tests.support.ledgers import Place, a_woman, tables
from tests.sync.colleagues import Colleague, all_tables, an_office, colleague, copied, meet


def refusals(one: Colleague, *others: Colleague) -> set[str]:
    return {outcome.error.code for outcome in one.tell(*others) if outcome.error}


def state_of(one: Colleague, replica: str) -> tuple[bool, str | None]:
    (member,) = [member for member in office.members(one.ledger) if member.replica == replica]
    return member.standing, member.stop.reason if member.stop else None


def names(one: Colleague) -> set[str]:
    return {woman.name for woman in one.ledger.all(Woman)}


def files_of(one: Colleague) -> int:
    """For how many others it writes; nothing stays on the stick."""
    written = one.give()
    for path in written:
        path.unlink()
    return len(written)


def add(one: Colleague, name: str) -> Woman:
    her = a_woman(name)
    one.ledger.write("add", [Add(her)])
    return her


# --- stopped ---------------------------------------------------------------------------------------------------------


def test_nothing_goes_to_a_stopped_laptop_and_nothing_of_it_is_taken(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    a.stop(b.replica)
    a.stop(b.replica, "given_up")
    assert state_of(a, b.replica) == (False, "lost"), "stopped once"
    assert files_of(a) == 1
    add(b, "王秀兰")
    before = tables(a.ledger)
    assert refusals(b, a) == {"office.revoked"}
    assert tables(a.ledger) == before
    assert refusals(b, c) == set(), "c has not heard"
    a.tell(c)
    assert refusals(b, c) == {"office.revoked"}
    with pytest.raises(ExchangeError, match=r"office\.unknown_laptop"):
        a.stop("f" * 32)


def test_a_stop_on_the_same_stick_counts_for_what_is_read_after_it(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    add(b, "王秀兰")
    a.stop(b.replica)
    for one, mark in ((a, "0"), (b, "f")):
        for n, path in enumerate(one.give()):
            path.rename(path.with_name(f"{path.name[:-16]}{mark}{n:07d}.suifang"))
    outcomes = [one for one in c.take() if one.became is not Became.OTHER]
    assert [(one.became, one.error.code if one.error else None) for one in outcomes] == [
        (Became.TAKEN, None), (Became.REFUSED, "office.revoked"),
    ]  # fmt: skip
    assert names(c) == set()


def test_work_after_the_stop_that_a_colleague_took_in_good_faith_comes_along_and_is_counted(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    add(b, "王秀兰")
    b.tell(a, c)
    a.stop(b.replica)
    for name in ("李月琴", "陈桂香"):
        add(b, name)
    b.tell(c)
    (outcome,) = c.tell(a)
    assert outcome.news is not None
    assert (outcome.became, outcome.news.beyond) == (Became.TAKEN, 2)
    assert names(a) == names(c) == {"王秀兰", "李月琴", "陈桂香"}
    assert next(m.beyond for m in office.members(a.ledger) if m.replica == b.replica) == 2
    (told,) = a.tell(c)
    assert told.news is not None
    assert told.news.beyond == 2, "c hears of the stop only now"
    assert next(m.beyond for m in office.members(c.ledger) if m.replica == b.replica) == 2
    assert all_tables(a) == all_tables(c)


def test_two_laptops_that_stop_each_other_are_out_where_both_are_heard(tmp_path: Path) -> None:
    a, b, c, d = an_office(tmp_path, "a", "b", "c", "d")
    a.stop(b.replica)
    b.stop(a.replica)
    for one, other in ((a, b), (b, a)):
        assert one.tell(other) == [], "nothing is written for it"
    a.tell(c)
    b.tell(d)
    assert refusals(b, c) == refusals(a, d) == {"office.revoked"}
    meet(c, d)
    for one in (c, d):
        assert not state_of(one, a.replica)[0]
        assert not state_of(one, b.replica)[0]
        assert state_of(one, c.replica)[0]
        assert state_of(one, d.replica)[0]
    assert all_tables(c) == all_tables(d)
    # Both come back, and all they hold comes along.
    add(a, "王秀兰")
    add(b, "李月琴")
    for one, by in ((a, c), (b, d)):
        one.ledger.begin_anew()
        by.admit(one)
        meet(one, by)
    for _ in range(2):
        meet(c, d)
        meet(a, c)
        meet(b, d)
    assert names(a) == names(b) == names(c) == {"王秀兰", "李月琴"}
    assert all_tables(a) == all_tables(b) == all_tables(c) == all_tables(d)


def test_two_people_who_stop_one_laptop_write_one_record_and_the_earlier_number_counts(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    a.stop(b.replica, "lost")
    add(b, "王秀兰")
    b.tell(c)
    c.stop(b.replica, "given_up")
    for _ in range(2):
        meet(a, c)
    for one in (a, c):
        assert len(one.ledger.all(LaptopStop)) == 1
        assert one.ledger.exchange.conflicts() == [], "nobody is asked which of them was right"
        assert next(m.beyond for m in office.members(one.ledger) if m.replica == b.replica) == 1
    assert all_tables(a) == all_tables(c)


def test_a_stolen_laptop_brings_nobody_in_whichever_way_its_word_comes(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    a.stop(b.replica)
    thief = colleague(tmp_path, "thief")
    b.admit(thief)
    meet(b, thief)
    b.tell(c)
    assert state_of(c, thief.replica) == (True, None), "c has not heard yet"
    c.tell(a)
    assert state_of(a, thief.replica) == (False, None)
    assert files_of(a) == 1
    a.tell(c)
    assert state_of(c, thief.replica) == (False, None)
    add(thief, "王秀兰")
    assert refusals(thief, a, c) == {"office.revoked"}
    with pytest.raises(ExchangeError, match=r"office\.stopped"):
        c.admit(thief)


def test_who_was_admitted_before_the_stop_stays(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    late = colleague(tmp_path, "late")
    b.admit(late)
    meet(b, late)
    b.tell(a, c)
    a.stop(b.replica)
    a.tell(c)
    assert state_of(a, late.replica) == state_of(c, late.replica) == (True, None)
    late.ledger.write("add", [Add(a_woman("王秀兰"))])
    assert refusals(late, a, c) == set()


def test_trust_passes_on_from_this_laptop_and_no_word_of_a_stopped_one_counts_beyond_its_stop() -> None:
    me, b, c, d = (x * 32 for x in "0bcd")

    def word(by: str, of: str) -> Laptop:
        keys = {"label": of[0], "sign_key": f"key of {of}", "seal_key": "age1", "admitted": "2026-01-01", "word": by}
        return Laptop(id=voucher_id(by, of), subject="", laptop=of, **keys)

    def signed(voucher: Laptop, by: str, key: str) -> bool:
        return (voucher.word, key) == (by, f"key of {by}")

    trusted = {me: f"key of {me}"}
    vouchers = [word(me, me), word(me, b), word(b, c), word(c, d), word(d, c)]
    written = {one.id: {Dot(by, 5)} for one, by in zip(vouchers, (me, me, b, c, d), strict=True)}
    said = members(vouchers, [], written, trusted, signed)
    assert {name: one.standing for name, one in said.items()} == dict.fromkeys((me, b, c, d), True)
    stop = LaptopStop(id=stop_id(b), subject="", laptop=b, reason="lost", date="2026-11-22", seq=4)
    said = members(vouchers, [stop], written, trusted, signed)
    assert {name: one.vouched for name, one in said.items()} == {me: True, b: True, c: False, d: False}
    said = members(vouchers, [replace(stop, seq=5)], written, trusted, signed)
    assert said[d] == Member(vouchers[3])
    assert said[b].stop is not None
    assert not said[b].standing
    forged = [*vouchers[:2], replace(vouchers[2], word=d), *vouchers[3:]]
    assert not members(forged, [], written, trusted, signed)[c].vouched, "by his change, but not his word"


def crafted(thief: Colleague, to: Colleague, delta: Delta) -> None:
    """A file of a laptop that is in wrong hands, from a program that is not ours."""
    mine, theirs = my_keys(thief.ledger), my_keys(to.ledger)
    assert mine is not None
    assert theirs is not None
    file = seal(
        pack(delta), what="office", file_id=new_id(), sender=thief.replica, keys=mine,
        to={to.replica: theirs.public}, needs=3,
    )  # fmt: skip
    (thief.stick / f"suifang-office-430981203205-20261122-{new_id()[:8]}.suifang").write_bytes(file)


def test_a_stolen_laptop_that_writes_a_colleague_s_name_on_its_changes_brings_nobody_in(tmp_path: Path) -> None:
    b, c, thief = an_office(tmp_path, "b", "c", "thief")
    accomplice, keys = new_id(), new_keys().public
    delta = thief.ledger.exchange.collect_for_office(c.ledger.exchange.reaches())
    at = delta.upto[b.replica]
    delta.headers = [*delta.headers, Header(Dot(b.replica, at.seq + 1), "", 1000, {})]
    delta.after, delta.upto = delta.after | {b.replica: at}, delta.upto | {b.replica: Reach(at.seq + 1, bytes(32))}
    mine = my_keys(thief.ledger)
    assert mine is not None
    told = voucher(b.replica, Seat(accomplice, "新电脑", keys, "2026-11-22"), mine)
    names = tuple(KINDS[Laptop.kind].fields)
    columns = [[getattr(told, name)] for name in names]
    delta.rows = [*delta.rows, Rows(Laptop.kind, names, (told.id,), ("",), [len(delta.headers) - 1], columns)]
    crafted(thief, c, delta)
    assert [one.became for one in c.take()] == [Became.TAKEN], "a change is believed to be whose it says"
    assert state_of(c, accomplice) == (False, None), "a word is not"
    assert files_of(c) == 2


def test_nobody_puts_his_own_keys_in_the_place_of_a_colleague_s(tmp_path: Path) -> None:
    b, c, thief = an_office(tmp_path, "b", "c", "thief")
    word = next(one for one in thief.ledger.all(Laptop) if one.laptop == b.replica)
    thief.ledger.write("edit", [Edit(Laptop.kind, word.id, {"seal_key": new_keys().public.seal})])
    crafted(thief, c, thief.ledger.exchange.collect_for_office(c.ledger.exchange.reaches()))
    assert [getattr(one.error, "code", "") for one in c.take()] == ["exchange.malformed"]
    assert state_of(c, b.replica) == (True, None)


# --- the notice for the county ---------------------------------------------------------------------------------------


def test_a_notice_says_which_laptop_and_has_a_code_of_its_own(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    add(b, "王秀兰")
    b.tell(a)
    with pytest.raises(ExchangeError, match=r"office\.unknown_laptop"):
        office.tell_county(a.ledger, b.replica, a.stick, a.now)
    a.stop(b.replica)
    noticed = office.tell_county(a.ledger, b.replica, a.stick, a.now)
    (mine,) = [member for member in office.members(a.ledger) if member.mine]
    keys = keys_of(mine.laptop)
    file = noticed.path.read_bytes()
    notice, sender = read_notice(file, noticed.path.name, senders={a.replica: keys}.get)
    reach = b.ledger.exchange.reaches()[b.replica]
    assert (sender, notice) == (a.replica, Notice(b.replica, "lost", reach.seq, reach.link, "2026-11-22"))
    assert code_of(notice, keys) == noticed.code
    others = [
        code_of(replace_struct(notice, **{name: value}), keys)
        for name, value in (("replica", "f" * 32), ("reason", "given_up"), ("seq", 1), ("link", b"x" * 32), ("day", "2026-11-23"))
    ]  # fmt: skip
    assert len({noticed.code, code_of(notice, new_keys().public), *others}) == 7
    with pytest.raises(ExchangeError, match=r"exchange\.stranger"):
        read_notice(file, "x", senders=lambda _: None)
    with pytest.raises(ExchangeError, match=r"exchange\.altered"):
        read_notice(file, "x", senders={a.replica: new_keys().public}.get)
    assert "王秀兰".encode() not in file


def replace_struct(notice: Notice, **values: object) -> Notice:
    return Notice(**{**{name: getattr(notice, name) for name in notice.__struct_fields__}, **values})


@pytest.mark.parametrize(
    "told", [{"replica": "x"}, {"reason": "angry"}, {"seq": -1}, {"link": b""}, {"day": "today"}, {"seq": 0}]
)
def test_a_notice_that_makes_no_sense_is_refused(told: dict[str, object]) -> None:
    keys = new_keys()
    notice = replace_struct(Notice("f" * 32, "lost", 3, b"x" * 32, "2026-11-22"), **told)
    file = write_notice(notice, file_id="0" * 32, sender="a" * 32, keys=keys)
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        read_notice(file, "x", senders={"a" * 32: keys.public}.get)


# --- restored and copied ---------------------------------------------------------------------------------------------


def backup_of(one: Colleague, to: Path) -> Path:
    ledger = one.ledger
    with ledger.reading() as db:
        return back_up(db, ledger._key, ledger._folder.file, ledger._folder.keys, to, ledger.clock.now()).folder


def numbers_of(one: Colleague) -> dict[str, int]:
    return {name: reach.seq for name, reach in one.ledger.exchange.reaches().items()}


def test_a_ledger_restored_from_an_old_backup_gets_back_all_it_had_sent_and_uses_no_number_again(
    tmp_path: Path,
) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    her = add(b, "王秀兰")
    old = backup_of(b, tmp_path / "backups")
    first = b.replica
    b.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900001111"})])
    add(b, "李月琴")
    b.tell(a)
    sent = numbers_of(b)[first]
    b.ledger.restore(old)
    assert b.replica != first
    assert names(b) == {"王秀兰"}
    with pytest.raises(ExchangeError, match=r"office\.not_member"):
        b.give()
    add(b, "陈桂香")
    a.admit(b)
    assert state_of(a, first) == (False, "replaced")
    assert state_of(a, b.replica) == (True, None)
    assert [one.became for one in meet(a, b)] == [Became.TAKEN, Became.TAKEN]
    assert names(b) == names(a) == {"王秀兰", "李月琴", "陈桂香"}
    assert b.ledger.get(Woman, her.id) == a.ledger.get(Woman, her.id)
    assert numbers_of(b)[first] == numbers_of(a)[first] == sent
    a.tell(c)
    b.tell(c)
    assert all_tables(a) == all_tables(b) == all_tables(c)
    assert a.ledger.exchange.conflicts() == []


def test_what_it_was_before_is_remembered_through_several_restores_as_the_office_knows_it(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    old, first = backup_of(b, tmp_path / "backups"), b.replica
    b.ledger.begin_anew()
    second = b.replica
    b.ledger.restore(old)
    third = b.replica
    assert b.ledger.incarnations() == (third, second, first), "the backup knows of the first alone"
    a.admit(b)
    assert state_of(a, first) == (False, "replaced")
    b.ledger.begin_anew()
    a.admit(b)
    assert state_of(a, third) == (False, "replaced")
    assert [m.replica for m in office.members(a.ledger) if m.standing] in (
        [a.replica, b.replica],
        [b.replica, a.replica],
    )


def test_an_old_copy_put_back_by_hand_is_a_new_laptop_too(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    b.ledger.close()
    kept = copied(b.place, tmp_path / "kept")
    b.reopen()
    first = b.replica
    add(b, "王秀兰")
    b.tell(a)
    b.ledger.close()
    shutil.rmtree(b.place.folder)
    shutil.copytree(kept.folder, b.place.folder)
    b.ledger = b.place.open()
    assert b.ledger.incarnations() == (b.replica, first) != (first, first)
    a.admit(b)
    meet(a, b)
    assert names(b) == {"王秀兰"}
    assert state_of(a, first) == (False, "replaced")


def test_a_copied_ledger_joins_beside_the_one_it_came_from(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    add(b, "王秀兰")
    b.ledger.close()
    second = Place(copied(b.place, tmp_path / "second").folder, tmp_path / "second-marks")
    b.reopen()
    other = Colleague("second", second.open(), second, b.stick, b.now)
    assert other.ledger.incarnations() == (other.replica, b.replica)
    a.admit(other, goes_on=True)
    assert state_of(a, b.replica) == (True, None)
    add(b, "李月琴")
    add(other, "陈桂香")
    for _ in range(2):
        meet(a, b)
        meet(a, other)
    assert meet(b, other)
    assert names(a) == names(b) == names(other) == {"王秀兰", "李月琴", "陈桂香"}
    assert all_tables(a) == all_tables(b) == all_tables(other)


def test_a_copy_admitted_by_the_laptop_it_came_from_does_not_stop_that_one(tmp_path: Path) -> None:
    one = colleague(tmp_path, "one")
    add(one, "王秀兰")
    one.ledger.close()
    second = Place(copied(one.place, tmp_path / "second").folder, tmp_path / "second-marks")
    one.reopen()
    other = Colleague("second", second.open(), second, one.stick, one.now)
    one.admit(other)
    assert [member.standing for member in office.members(one.ledger)] == [True, True]
    add(other, "李月琴")
    meet(one, other)
    assert names(one) == {"王秀兰", "李月琴"}
    assert all_tables(one) == all_tables(other)


def test_the_only_laptop_left_begins_the_office_anew(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    first = a.replica
    a.ledger.close()
    shutil.rmtree(a.place.marks)
    a.ledger = a.place.open()
    assert a.replica != first
    late = colleague(tmp_path, "late")
    with pytest.raises(ExchangeError, match=r"office\.not_member"):
        a.admit(late)
    a.stop(b.replica, "lost")
    a.admit(late)
    assert state_of(a, first) == (False, "replaced")
    meet(a, late)
    assert {m.replica for m in office.members(late.ledger) if m.standing} == {a.replica, late.replica}


def test_a_laptop_that_hears_it_was_stopped_asks_as_a_new_one(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    a.stop(b.replica)
    was = b.replica
    # It has not heard: its request is the old one's and is not taken.
    asked = laptop.request_enrolment(b.ledger, b.stick, b.now, "b")
    with pytest.raises(ExchangeError, match=r"office\.stopped"):
        office.admit(a.ledger, asked.path, asked.code, a.stick, a.now)
    asked.path.unlink()
    anew = laptop.request_enrolment(b.ledger, b.stick, b.now, "b", anew=True)
    assert b.replica != was
    admitted = office.admit(a.ledger, anew.path, anew.code, a.stick, a.now)
    office.accept(b.ledger, admitted.path, admitted.code, b.now)
    add(b, "王秀兰")
    meet(a, b)
    assert names(a) == {"王秀兰"}
    b.stop(b.replica, "given_up")
    with pytest.raises(ExchangeError, match=r"office\.not_member"):
        b.give()
    now = b.replica
    laptop.request_enrolment(b.ledger, b.stick, b.now, "b")
    assert b.replica != now, "it knew"
