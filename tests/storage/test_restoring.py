"""A backup comes back: what would change is told first, what must not go back does not, and no moment is unsafe."""

import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.errors import KeyRefused, LedgerDamaged, LedgerError, StorageTrouble
from app.followups.schedule import load_schedule
from app.records import MethodUse, Visit, Woman, Worker
from app.records.writes import Add, Edit, Erase
from storage import keys
from storage.ids import new_id
from storage.ledger import Ledger, people
from storage.restoring import backups_in
from tests.support.earlier import into_first_form
from tests.support.killed import told_until_killed
from tests.support.ledgers import CHEAP, PASSPHRASE, Place, a_woman, new_ledger, tables

LIU = "后山的竹林"


def visit(woman: Woman, day: str = "2026-02-03") -> Visit:
    return Visit(id=new_id(), subject=woman.id, visit_kind="general", date=day)


def test_what_would_change_is_counted_and_named(ledger: Ledger) -> None:
    li, wang, zhou = a_woman("李月琴"), a_woman("王秀兰"), a_woman("周丽华")
    seen = visit(li)
    ledger.write("add", [Add(li), Add(wang), Add(seen)])
    proof = ledger.back_up()
    assert ledger.look_into(proof.folder).nothing
    ledger.write("add", [Add(zhou), Add(visit(zhou)), Add(visit(li))])
    ledger.write("edit", [Edit("woman", li.id, {"note": "搬到后面"})])
    ledger.write("edit", [Edit("visit", seen.id, {"retired": "mistake"})])
    ledger.write("erase", [Erase(wang.id)])
    before = tables(ledger)
    told = ledger.look_into(proof.folder)
    assert told.records == proof.records
    assert told.missing == {"woman": 1, "visit": 2}
    assert told.returning == {"visit": 1}
    assert told.women == ((zhou.id, "周丽华"),)
    assert (told.older, told.since, told.erased) == (2, 4, 1)
    assert [change.verb for change in told.changes] == ["erase", "edit", "edit", "add"]
    assert told.changes[3].subjects == (zhou.id, li.id)
    assert told.changes[3].records == 3
    assert tables(ledger) == before, "looking changes nothing"


def test_what_came_back_is_what_was_kept_and_what_was_replaced_is_a_backup_itself(place: Place) -> None:
    ledger = place.open()
    li, zhou = a_woman("李月琴"), a_woman("周丽华")
    ledger.write("add", [Add(li)])
    kept = ledger.back_up(now=ledger.clock.now() - timedelta(days=1))
    ledger.write("add", [Add(zhou)])
    ledger.write("edit", [Edit("woman", li.id, {"name": "李月勤"})])
    ledger.keep_draft(f"visit.{zhou.id}", "typed")
    replica = ledger.exchange.replica
    safe = ledger.restore(kept.folder)
    assert [woman.name for woman in ledger.all(Woman)] == ["李月琴"]
    assert ledger.search.find("李月") == [li.id]
    assert ledger.exchange.replica != replica, "numbers are never used for two things"
    assert ledger.verify() == []
    assert ledger.draft(f"visit.{zhou.id}") == "typed"
    assert ledger.audit(1)[0].what == "restored"
    ledger.close()
    again = place.open()
    new = again.exchange.replica
    assert [woman.name for woman in again.all(Woman)] == ["李月琴"]
    again.restore(safe.folder)
    assert {woman.name for woman in again.all(Woman)} == {"李月勤", "周丽华"}
    assert again.exchange.replica not in (replica, new)
    assert [t.what for t in again.audit(2)] == ["restored", "restored"]
    assert again.verify() == []
    again.close()


def test_who_may_open_it_the_audit_and_what_was_erased_do_not_go_back(place: Place) -> None:
    ledger = place.open()
    wang, li = a_woman("王秀兰"), a_woman("李月琴")
    ledger.write("add", [Add(wang), Add(li)])
    liu = ledger.add_person("刘芳", LIU, cost=CHEAP).id
    ledger.note("view.sensitive", wang.id)
    kept = ledger.back_up()
    chen = ledger.add_person("陈小红", "河边的柳树", "helper", cost=CHEAP).id
    ledger.note("export.roster", rows=2)
    ledger.change_passphrase(PASSPHRASE, "山上的茶园", cost=CHEAP)
    ledger.write("erase", [Erase(wang.id)])
    ledger.remove_person(liu, cost=CHEAP)
    old = [(t.no, t.what, t.who) for t in ledger.audit()]
    with pytest.raises(KeyRefused, match=r"ledger.backup.other_key"):
        ledger.restore(kept.folder)
    with pytest.raises(KeyRefused, match=r"ledger.key.wrong"):
        ledger.restore(kept.folder, (liu, "falsch"))
    ledger.restore(kept.folder, (ledger.me.id, PASSPHRASE))
    assert [woman.name for woman in ledger.all(Woman)] == ["李月琴"]
    assert ledger.audit_cut() == {}
    assert ledger.broken_audit() == []
    now = [(t.no, t.what, t.who) for t in ledger.audit()]
    assert now[-len(old) :] == old, "everything that was noted stands"
    gone = ledger.get(Worker, liu)
    assert gone is not None
    assert gone.left
    assert ledger.get(Worker, chen) is not None
    assert ledger.verify() == []
    ledger.close()
    assert [p.id for p in people(place.folder)] == [people(place.folder)[0].id, chen]
    with pytest.raises(KeyRefused):
        Ledger.open(place.folder, liu, LIU, marks=place.marks)
    place.open("山上的茶园").close()
    Ledger.open(place.folder, chen, "河边的柳树", marks=place.marks).close()


def test_a_rehearsal_does_everything_and_changes_nothing(place: Place) -> None:
    ledger = place.open()
    ledger.write("add", [Add(a_woman("李月琴"))])
    kept = ledger.back_up()
    ledger.write("add", [Add(a_woman("周丽华"))])
    before, files = tables(ledger, but=("setting",)), sorted(p.name for p in place.folder.glob("*.sfl"))
    assert ledger.rehearse(kept.folder).missing == {"woman": 1}
    assert tables(ledger, but=("setting",)) == before
    assert sorted(p.name for p in place.folder.glob("*.sfl")) == files
    assert not list(place.folder.glob("*.new*"))
    assert ledger.setting("backup.rehearsed")
    ledger.close()


def test_a_damaged_or_foreign_backup_is_refused_and_the_ledger_stays(place: Place, tmp_path: Path) -> None:
    ledger = place.open()
    ledger.write("add", [Add(a_woman(note="长" * 50)) for _ in range(60)])
    kept = ledger.back_up()
    file = kept.folder / "ledger.sfl"
    whole = file.read_bytes()
    before = tables(ledger)
    for at in (20_000, len(whole) - 3):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(LedgerDamaged):
            ledger.restore(kept.folder)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LedgerError):
        ledger.restore(kept.folder)
    other, _ = new_ledger(tmp_path, "other")
    foreign = other.back_up(tmp_path / "stick")
    other.close()
    with pytest.raises(LedgerError, match=r"ledger.backup.other_ledger"):
        ledger.restore(foreign.folder)
    assert [(k.ours, k.folder) for k in ledger.own_backups(tmp_path / "stick")] == [(False, foreign.folder)]
    assert tables(ledger) == before
    ledger.close()


def test_backups_are_found_newest_first_and_nothing_else_is(ledger: Ledger, tmp_path: Path) -> None:
    now = ledger.clock.now()
    made = [ledger.back_up(tmp_path / "stick", now - timedelta(days=n)).folder for n in (2, 0, 1)]
    (tmp_path / "stick" / "suifang-backup-20260101-000000").mkdir()
    (tmp_path / "stick" / "照片").mkdir()
    found = backups_in(tmp_path / "stick")
    assert [kept.folder for kept in found] == [made[1], made[2], made[0]]
    assert found[0].at == now.replace(microsecond=0)
    assert [kept.folder for kept in backups_in(made[0])] == [made[0]]
    assert backups_in(tmp_path / "nowhere") == []


def test_a_backup_becomes_the_ledger_of_a_new_machine(tmp_path: Path) -> None:
    ledger, place = new_ledger(tmp_path)
    ledger.write("add", [Add(a_woman("李月琴"))])
    kept = ledger.back_up(tmp_path / "stick").folder
    replica, me = ledger.exchange.replica, ledger.me.id
    ledger.close()
    there, marks = tmp_path / "new", tmp_path / "new-marks"
    with pytest.raises(KeyRefused, match=r"ledger.key.wrong"):
        Ledger.bring_back(there, kept, me, "falsch", marks=marks)
    assert not there.exists() or not list(there.glob("ledger.*s"))
    fresh = Ledger.bring_back(there, kept, me, PASSPHRASE, marks=marks)
    assert [woman.name for woman in fresh.all(Woman)] == ["李月琴"]
    assert fresh.exchange.replica != replica
    assert fresh.audit(1)[0].what == "restored"
    assert fresh.verify() == []
    fresh.close()
    # The recovery sheet is as good as a passphrase.
    code = Ledger.bring_back(tmp_path / "newer", kept, keys.RECOVERY, place.code, me=me, marks=tmp_path / "m2")
    assert code.count(Woman) == 1
    code.close()


def test_a_ledger_that_does_not_open_is_set_aside_for_a_backup_not_lost(place: Place, tmp_path: Path) -> None:
    ledger = place.open()
    ledger.write("add", [Add(a_woman("李月琴"))])
    kept, me = ledger.back_up(tmp_path / "stick").folder, ledger.me.id
    ledger.close()
    broken = random.Random(3).randbytes(40_960)
    (place.folder / "ledger.sfl").write_bytes(broken)
    with pytest.raises(LedgerDamaged):
        place.open()
    fresh = Ledger.bring_back(place.folder, kept, me, PASSPHRASE, marks=place.marks)
    assert fresh.count(Woman) == 1
    fresh.close()
    aside = list(place.folder.glob("set-aside-*"))
    assert len(aside) == 1
    assert (aside[0] / "ledger.sfl").read_bytes() == broken
    place.open().close()


def test_every_file_of_a_ledger_whose_keys_are_damaged_is_set_aside(place: Place, tmp_path: Path) -> None:
    """The newest file is no longer the first one; an older key file may yet open it."""
    ledger = place.open()
    ledger.restore(ledger.back_up().folder)
    kept, me = ledger.back_up(tmp_path / "stick").folder, ledger.me.id
    ledger.write("add", [Add(a_woman("李月琴"))])
    ledger.close()
    (whole,) = place.folder.glob("*.sfl")
    was = whole.read_bytes()
    (place.folder / "ledger.keys").write_bytes(b"{")
    fresh = Ledger.bring_back(place.folder, kept, me, PASSPHRASE, marks=place.marks)
    assert (fresh.count(Woman), fresh.verify()) == (0, [])
    fresh.close()
    (aside,) = place.folder.glob("set-aside-*")
    assert (aside / whole.name).read_bytes() == was
    place.open().close()


def test_a_backup_of_the_first_form_is_proven_looked_into_and_comes_back(place: Place, tmp_path: Path) -> None:
    ledger = place.open()
    li = a_woman("李月琴")
    ledger.write("add", [Add(li)])
    kept, me = ledger.back_up().folder, ledger.me.id
    into_first_form(kept / "ledger.sfl", ledger._key)
    ledger.write("add", [Add(a_woman())])
    assert ledger.look_into(kept).missing == {"woman": 1}
    ledger.restore(kept)
    assert ledger.verify() == []
    assert ledger.all(Woman) == [li]
    ledger.close()
    fresh = Ledger.bring_back(tmp_path / "new", kept, me, PASSPHRASE, marks=tmp_path / "m")
    assert fresh.all(Woman) == [li]
    fresh.close()


def test_what_was_erased_does_not_come_back_where_no_list_of_it_could_be_kept(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageTrouble("file.disk_full")

    monkeypatch.setattr("storage.erased_list.ErasedList.add", full)
    her = a_woman()
    ledger.write("add", [Add(her)])
    kept = ledger.back_up().folder
    ledger.write("erase", [Erase(her.id)])
    ledger.restore(kept)
    assert ledger.get(Woman, her.id) is None
    assert ledger.verify() == []


def test_the_agenda_that_comes_back_is_made_anew(ledger: Ledger) -> None:
    """It reached less far when the backup was made; what the present file says of its own must not be said of it."""
    her = a_woman()
    ledger.write(
        "add", [Add(her), Add(MethodUse(id=new_id(), subject=her.id, method="iud_copper", start="2026-10-22"))]
    )
    schedule, today = load_schedule(), date(2026, 11, 22)
    ledger.clock.set_today(today)
    ledger.agenda.women(schedule, today, today, today)
    kept = ledger.back_up()
    later = today + timedelta(days=500)
    ledger.clock.set_today(later)
    ledger.agenda.women(schedule, later, later, later)
    ledger.restore(kept.folder)
    assert ledger.agenda.problems(schedule, later) == []
    assert ledger.changed_since_backup()


def killed_while_restoring(place: Place, seed: int, times: int) -> None:
    """The ledger is the present one or the kept one, whole, and can be used; the present one is never lost."""
    ledger = place.open()
    ledger.write("add", [Add(a_woman(f"王秀{n:03d}", note="长" * 200)) for n in range(300)])
    gone = a_woman("周丽华")
    ledger.write("add", [Add(gone)])
    kept = ledger.back_up(place.folder.parent / "stick").folder
    ledger.write("erase", [Erase(gone.id)])
    ledger.close()
    chance = random.Random(seed)
    outcomes = set()
    for kill in range(times):
        ledger = place.open()
        her = a_woman(f"新{kill}")
        ledger.write("add", [Add(her)])
        replica = ledger.exchange.replica
        ledger.close()
        told = told_until_killed(
            ["-m", "tests.support.remover", "restore", str(place.folder), str(place.marks), str(kept), "30"],
            0.0 if kill in {0, times - 1} else chance.uniform(0.05, 0.6),
            lines=2 if kill == times - 1 else 1,
        )
        ledger = place.open()
        assert ledger.verify() == [], kill
        assert ledger.get(Woman, gone.id) is None, "she stays erased"
        still = ledger.get(Woman, her.id) is not None
        assert still == (ledger.exchange.replica == replica)
        assert not (still and len(told) > 1), "it said that it was done"
        if not still:
            assert ledger.count(Woman) == 300
            newest = ledger.own_backups()[0].folder
            assert her.name in [name for _, name in _only_in(ledger, newest)]
        outcomes.add(still)
        ledger.write("add", [Add(a_woman())])
        ledger.close()
        assert len(list(place.folder.glob("*.sfl*"))) == 1
        shutil.rmtree(place.folder / "backups", ignore_errors=True)
    assert outcomes == {True, False}, "the first falls before the one step, the last after it"


def _only_in(ledger: Ledger, backup: Path) -> list[tuple[str, str]]:
    """The women in a backup who are not in the ledger: it is opened by itself elsewhere."""
    copy = backup.parent.parent.parent / "looked-into"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(backup, copy)
    other = Ledger.open(copy, people(copy)[0].id, PASSPHRASE, marks=copy / "marks")
    found = [(w.id, w.name) for w in other.all(Woman) if ledger.get(Woman, w.id) is None]
    other.close()
    return found


def test_killed_while_a_backup_comes_back(place: Place) -> None:
    killed_while_restoring(place, seed=1, times=8)


@pytest.mark.long
def test_killed_sixty_times_while_a_backup_comes_back(place: Place) -> None:
    killed_while_restoring(place, seed=2, times=60)
