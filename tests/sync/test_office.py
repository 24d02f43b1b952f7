"""The laptops of one office exchange: everything travels, nothing is lost, and she is told what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pyrage
import pytest

from app.consent import effective, statement
from app.delta import Reach
from app.errors import ExchangeError
from app.records import KINDS, Consent, Household, Visit, Woman
from app.records.writes import Add, Edit, Erase
from storage.clock import Clock
from storage.ids import new_id
from sync import office
from sync.envelope import peek
from sync.laptop import Became, Outcome
from sync.manifest import Manifest
from tests.support.ledgers import a_woman, tables
from tests.sync.colleagues import Colleague, all_tables, an_office, colleague, meet
from tests.sync.support import Office, a_hub, held

HERE = timezone(timedelta(hours=8))


def became(outcomes: list[Outcome]) -> list[Became]:
    return [one.became for one in outcomes]


def alike(*group: Colleague) -> bool:
    first = all_tables(group[0])
    return all(all_tables(one) == first for one in group[1:])


@contextmanager
def at(monkeypatch: pytest.MonkeyPatch, one: Colleague, year: int) -> Iterator[None]:
    """The laptop believes that it is another year."""
    moment = datetime(year, 3, 1, 8, tzinfo=HERE)
    with monkeypatch.context() as clock:
        clock.setattr(Clock, "now_ms", lambda _: int(moment.timestamp() * 1000))
        before, one.now = one.now, moment
        yield
        one.now = before


# --- what travels ----------------------------------------------------------------------------------------------------


def test_every_kind_and_field_travels_whatever_she_agreed_to(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    home = Household(id=new_id(), subject="", number="12", head="张大山", note="狗凶")
    her = a_woman(
        "王秀兰",
        household=home.id,
        spouse_name="张大山",
        spouse_phone="13800001111",
        note="只在上午来",
        family_unaware=True,
    )
    said = statement((), record_id=new_id(), subject=her.id, scope="county", state="refused", date="2026-11-01")
    visit = Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-11-20", mood="low", advice="再来")
    records = [home, her, said, visit]
    a.ledger.write("add", [Add(one) for one in records])
    a.ledger.write("edit", [Edit("woman", her.id, {"safe_contact": "姐姐家"})])
    (outcome,) = a.tell(b)
    assert outcome.news is not None
    assert (outcome.news.sender, outcome.news.records, outcome.news.edits) == ("肖玉梅", 4, 1)
    for one in records:
        assert b.ledger.get(type(one), one.id) == a.ledger.get(type(one), one.id)
    assert alike(a, b)


def test_nobody_but_that_laptop_opens_the_file(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    hub = a_hub(tmp_path)
    Office(a.ledger, a.stick, hub, a.now).enrol()
    a.ledger.write("add", [Add(a_woman("王秀兰"))])
    written = a.give()
    assert len(written) == 2
    for path in written:
        file = path.read_bytes()
        header = peek(file, path.name)
        assert (header.what, len(header.to), header.sender) == ("office", 1, a.replica)
        sealed = file[file.index(b"age-encryption.org/v1") : -96]
        assert len(re.findall(rb"^-> X25519 ", sealed.split(b"\n---")[0], re.MULTILINE)) == 1
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(hub._keys.seal)])
        assert "王秀兰".encode() not in file
        to = next(one for one in (b, c) if one.replica in header.to)
        other = c if to is b else b
        assert became(other.take()).count(Became.TAKEN) <= 1
        with pytest.raises(ExchangeError, match=r"exchange\.foreign"):
            hub.take(file, path.name, a.now)


def test_what_left_is_kept_in_the_trail_for_each_laptop(tmp_path: Path) -> None:
    a, *others = an_office(tmp_path, "a", "b", "c")
    a.ledger.write("add", [Add(a_woman("王秀兰", phone="13800001111"))])
    a.give()
    log = a.ledger.exchange_log(2)
    assert {entry[2] for entry in log} == {other.replica for other in others}
    for _, direction, peer, file, told in log:
        manifest = msgspec.json.decode(told, type=Manifest)
        assert direction == "given"
        assert (manifest.to, manifest.to_name, manifest.consent) == (peer, "bc"[peer == others[1].replica], "office")
        assert (manifest.file, manifest.records, manifest.women) == (file, {"woman": 1}, 1)
        assert set(manifest.fields["woman"]) >= {"name", "phone"}
        assert "王秀兰" not in told


def test_each_laptop_says_what_the_others_lack_and_when_it_heard_of_them(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    for n in range(3):
        a.ledger.write("add", [Add(a_woman(f"第{n}位"))])

    def lacking() -> dict[str, int]:
        return {member.replica: member.lacks for member in office.members(a.ledger)}

    assert lacking() == {a.replica: 0, b.replica: 3}
    a.tell(b)
    assert lacking()[b.replica] == 3, "b has not said that it took them"
    b.now += timedelta(days=2)
    a.now = b.now + timedelta(hours=1)
    b.tell(a)
    assert lacking()[b.replica] == 0
    heard = next(member.heard_ms for member in office.members(a.ledger) if member.replica == b.replica)
    assert heard == int(a.now.timestamp() * 1000)


# --- lost, repeated, out of order ------------------------------------------------------------------------------------


def test_a_lost_file_is_contained_in_the_next_and_a_repeated_one_changes_nothing(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    first, second = a_woman("王秀兰"), a_woman("李月琴")
    a.ledger.write("add", [Add(first)])
    for path in a.give():
        path.unlink()
    a.ledger.write("add", [Add(second)])
    (path,) = a.give()
    assert became(b.take()) == [Became.TAKEN]
    before = tables(b.ledger, but=("peer", "exchange_log"))
    b.reopen()
    assert became(b.take()) == [Became.KNOWN]
    assert tables(b.ledger, but=("peer", "exchange_log")) == before
    assert {woman.id for woman in b.ledger.all(Woman)} == {first.id, second.id}
    path.unlink()


@pytest.mark.parametrize("first", ["a", "c"])
def test_a_file_that_waits_for_another_on_the_same_stick_is_taken_after_it(tmp_path: Path, first: str) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    c.ledger.write("add", [Add(a_woman("李月琴"))])
    c.tell(a)
    # b said it had c's changes, and was then put back without knowing it.
    a.ledger.exchange.hear(b.replica, a.ledger.exchange.reaches(), 0)
    a.ledger.write("add", [Add(a_woman("王秀兰"))])
    named = {"a": a.give(), "c": c.give()}
    for who, paths in named.items():
        for n, path in enumerate(paths):
            path.rename(path.with_name(f"{path.name[:-16]}{'0' if who == first else 'f'}{n:07d}.suifang"))
    assert became([one for one in b.take() if one.became is not Became.OTHER]) == [Became.TAKEN, Became.TAKEN]
    assert len(b.ledger.all(Woman)) == 2


def test_a_file_that_waits_says_whose_changes_are_missing(tmp_path: Path) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    c.ledger.write("add", [Add(a_woman("李月琴"))])
    c.tell(a)
    a.ledger.exchange.hear(b.replica, a.ledger.exchange.reaches(), 0)
    a.ledger.write("add", [Add(a_woman("王秀兰"))])
    before = tables(b.ledger)
    (outcome,) = a.tell(b)
    assert outcome.became is Became.REFUSED
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.facts["label"]) == ("office.gap", "c")
    assert tables(b.ledger) == before
    unknown = {"f" * 32: Reach(4, b"x" * 32)}
    a.ledger.exchange.hear(b.replica, unknown, 0)
    assert a.ledger.exchange.acknowledged(b.replica)["f" * 32].seq == 4, "it may be ahead with a laptop we never met"


def test_a_laptop_that_the_same_stick_makes_known_is_believed_after_it(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    late = colleague(tmp_path, "late")
    a.admit(late)
    meet(a, late)
    late.ledger.write("add", [Add(a_woman("王秀兰"))])
    for path in late.give():
        path.rename(path.with_name(f"{path.name[:-16]}0000000{path.name[-9]}.suifang"))
    assert "office.stranger" in {one.error.code for one in b.take() if one.error}
    for path in a.give():
        path.rename(path.with_name(f"{path.name[:-16]}fffffff{path.name[-9]}.suifang"))
    assert became([one for one in b.take() if one.became is not Became.OTHER]) == [Became.TAKEN, Became.TAKEN]
    assert [woman.name for woman in b.ledger.all(Woman)] == ["王秀兰"]


def test_a_whole_profile_that_was_cloned_is_refused_as_a_fork(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    reaches = b.ledger.exchange.reaches()
    a.ledger.write("add", [Add(a_woman("王秀兰"))])
    a.tell(b)
    assert b.ledger.exchange.reaches()[a.replica].seq == reaches[a.replica].seq + 1
    with a.ledger.changing() as db:  # the machine was put back with all that is on it
        db.execute("UPDATE reach SET link = ? WHERE replica = (SELECT no FROM replica WHERE mine)", (b"x" * 32,))
        db.execute("UPDATE change SET link = ? WHERE id = (SELECT max(id) FROM change)", (b"x" * 32,))
    a.ledger._put_mark()
    (outcome,) = a.tell(b)
    assert outcome.error is not None
    assert outcome.error.code == "exchange.forked"


# --- what she is told ------------------------------------------------------------------------------------------------


def test_differences_that_are_new_are_counted_and_open_on_both_laptops(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    her = a_woman("王秀兰", phone="13800001111")
    a.ledger.write("add", [Add(her)])
    meet(a, b)
    a.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900002222", "occupation": "务农"})])
    b.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900003333", "note": "上午在家"})])
    (there,) = a.tell(b)
    (here,) = b.tell(a)
    assert there.news is not None
    assert here.news is not None
    assert (there.news.differences, here.news.differences) == (1, 1)
    assert a.ledger.exchange.conflicts() == b.ledger.exchange.conflicts() == [("woman", her.id, "phone")]
    found = a.ledger.get(Woman, her.id)
    assert found is not None
    assert (found.occupation, found.note) == ("务农", "上午在家")
    a.ledger.write("edit", [Edit("woman", her.id, {"door": "3"})])
    (again,) = a.tell(b)
    assert again.news is not None
    assert again.news.differences == 0, "it was told already"
    b.ledger.write("settle", [Edit("woman", her.id, {"phone": "13900003333"})])
    b.tell(a)
    assert a.ledger.exchange.conflicts() == []
    assert alike(a, b)


def test_the_same_woman_registered_twice_is_proposed_for_joining_once(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    for one in (a, b):
        one.ledger.write("add", [Add(a_woman("王秀兰", birth_date="1994-05-12"))])
    (there,) = a.tell(b)
    assert there.news is not None
    assert there.news.twice == 1
    a.ledger.write("add", [Add(a_woman("李月琴", birth_date="1990-01-01"))])
    (again,) = a.tell(b)
    assert again.news is not None
    assert again.news.twice == 0


# --- many laptops, odd meetings, odd clocks --------------------------------------------------------------------------


def test_clocks_of_2010_and_2040_bury_nobodys_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = an_office(tmp_path, "a", "b", "c")
    her = a_woman("王秀兰")
    with at(monkeypatch, a, 2010):
        a.ledger.write("add", [Add(her)])
        a.tell(b, c)
    with at(monkeypatch, b, 2040):
        b.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900004040"})])
        b.tell(a, c)
    with at(monkeypatch, c, 2010):
        c.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900002010"})])
        c.tell(a, b)
    for one in (a, b, c):
        found = one.ledger.get(Woman, her.id)
        assert found is not None
        assert found.phone == "13900002010", "who knew of the other's value wrote the last one"
        assert one.ledger.exchange.conflicts() == []
    assert alike(a, b, c)


def test_three_laptops_that_meet_in_odd_pairs_hold_the_same_in_the_end(tmp_path: Path) -> None:
    a, b, c = group = an_office(tmp_path, "a", "b", "c")
    her, other = a_woman("王秀兰"), a_woman("李月琴")
    a.ledger.write("add", [Add(her), Add(other)])
    a.tell(b)
    b.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900001111"})])
    b.tell(c)
    c.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900002222"}), Edit("woman", other.id, {"note": "三"})])
    a.ledger.write("edit", [Edit("woman", her.id, {"phone": "13900003333"})])
    a.ledger.write("erase", [Erase(other.id)])
    c.tell(a)
    a.tell(b)
    b.tell(c)
    c.tell(a, b)
    assert alike(*group)
    assert c.ledger.exchange.conflicts() == [("woman", her.id, "phone")]
    assert [len(one.ledger.all(Woman)) for one in group] == [1, 1, 1]


# --- consent ---------------------------------------------------------------------------------------------------------


def test_a_withdrawal_here_and_a_consent_there_close_the_scope_and_the_county_deletes_her(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    hub = a_hub(tmp_path)
    towards = [Office(one.ledger, one.stick, hub, one.now) for one in (a, b)]
    for office_of in towards:
        office_of.enrol()
    her = a_woman("王秀兰", note="只在村里")
    a.ledger.write("add", [Add(her)])
    first = towards[0].says(her, "given")
    meet(a, b)
    towards[0].exchange()
    assert set(held(hub, "woman")) == {her.id}
    towards[0].says(her, "withdrawn", first)
    towards[1].says(her, "given", first)
    meet(a, b)
    for one in (a, b):
        assert effective(one.ledger.about(Consent, her.id), "county") == "withdrawn"
    b.ledger.write("visit", [Add(Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-11-20"))])
    towards[1].exchange()
    assert held(hub, "woman") == held(hub, "visit") == {}
    towards[0].exchange()
    assert held(hub, "woman") == {}
    meet(a, b)
    assert alike(a, b)


def test_nothing_that_is_only_the_offices_reaches_the_county_through_another_laptop(tmp_path: Path) -> None:
    a, b = an_office(tmp_path, "a", "b")
    hub = a_hub(tmp_path)
    towards = Office(b.ledger, b.stick, hub, b.now)
    towards.enrol()
    her = a_woman("王秀兰", note="只在村里", spouse_name="张大山")
    a.ledger.write("add", [Add(her), Add(Household(id=new_id(), subject="", number="12", head="张大山"))])
    Office(a.ledger, a.stick, hub, a.now).says(her, "given")
    meet(a, b)
    towards.exchange()
    (row,) = held(hub, "woman").values()
    assert row["name"] == "王秀兰"
    assert not {"note", "spouse_name"} & {name for name, value in row.items() if value is not None}
    assert {kind for kind in ("laptop", "laptop_stop", "household") if KINDS[kind].county_fields} == set()
