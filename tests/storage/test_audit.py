"""The audit only grows; what is done to it otherwise shows, and an erasure empties it without breaking it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import LedgerError
from app.records.writes import Add, Erase
from storage.ledger import Ledger, people
from tests.support.ledgers import CHEAP, PASSPHRASE, Place, a_woman, new_ledger

SECRET = "给卫生院核对"


def whats(ledger: Ledger) -> list[str]:
    return [trace.what for trace in ledger.audit()]


def looked_at(ledger: Ledger, subject: str = "a" * 32) -> None:
    """Three entries: a roster, a view of a woman, a month."""
    ledger.note("export.roster", way="print", women=41, with_phone=True, with_method=False, purpose=f"  {SECRET} ")
    ledger.note("view.sensitive", subject)
    ledger.note("export.month", way="save")


def unguarded(ledger: Ledger, *statements: str) -> None:
    """What somebody does who has the key and takes the guards away."""
    with ledger.reading() as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in guards:
            db.execute(sql)


def test_entries_are_told_newest_first_with_what_was_said(ledger: Ledger) -> None:
    looked_at(ledger)
    newest, view, roster = ledger.audit()
    assert (newest.no, newest.what, newest.subject, newest.detail) == (3, "export.month", "", {"way": "save"})
    assert (view.what, view.subject, view.who) == ("view.sensitive", "a" * 32, ledger.me.id)
    assert roster.detail == {"way": "print", "women": 41, "with_phone": True, "purpose": SECRET}
    assert ledger.audit(about="a" * 32) == [view]
    assert ledger.audit(most=1) == [newest]
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'x' WHERE no = 2",
        "UPDATE audit SET subject = '', detail = '{}', salt = NULL WHERE no = 2",
        "DELETE FROM audit WHERE no = 3",
        "INSERT OR REPLACE INTO audit SELECT no, at_ms, 'x', what, subject, detail, salt, commitment, link FROM audit",
        "INSERT INTO audit SELECT 9, at_ms, who, what, subject, detail, salt, commitment, link FROM audit WHERE no = 2",
    ],
)
def test_the_file_itself_refuses_anything_but_growing(ledger: Ledger, statement: str) -> None:
    looked_at(ledger)
    before = ledger.audit()
    with pytest.raises(LedgerError), ledger.changing() as db:
        db.execute(statement)
    assert ledger.audit() == before


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE audit SET who = 'x' WHERE no = 2"],
        ["UPDATE audit SET at_ms = at_ms + 1 WHERE no = 3"],
        ["UPDATE audit SET subject = 'b' WHERE no = 2"],
        ["UPDATE audit SET detail = '{}' WHERE no = 1"],
        ["UPDATE audit SET what = 'export.round' WHERE no = 3"],
        ["DELETE FROM audit WHERE no = 2"],
        ["DELETE FROM audit WHERE no = 2", "UPDATE audit SET no = 2 WHERE no = 3"],
        ["UPDATE audit SET no = 4 WHERE no = 2", "UPDATE audit SET no = 2 WHERE no = 3", "UPDATE audit SET no = 3 WHERE no = 4"],
        ["UPDATE audit SET subject = '', detail = '{}', salt = NULL WHERE no = 2"],
        ["DELETE FROM audit WHERE no = 3"],
        ["DELETE FROM audit"],
    ],
)  # fmt: skip
def test_changed_removed_reordered_emptied_and_cut_entries_are_found(ledger: Ledger, statements: list[str]) -> None:
    looked_at(ledger)
    unguarded(ledger, *statements)
    assert ledger.verify() != []


def test_a_cut_end_stands_in_the_audit_from_the_next_opening_on(place: Place) -> None:
    ledger = place.open()
    looked_at(ledger)
    unguarded(ledger, "DELETE FROM audit WHERE no > 1")
    ledger._db.close()  # as if the machine had gone off: the mark is not moved any more
    ledger._held.release()
    ledger = place.open()
    assert ledger.audit()[0].what == "audit.cut"
    assert ledger.audit()[0].detail == {"known": 3, "here": 1}
    assert ledger.verify() == []
    ledger.close()
    ledger = place.open()
    assert whats(ledger) == ["audit.cut", "export.roster"]
    ledger.close()


def test_an_older_copy_put_back_says_that_entries_are_missing(place: Place, tmp_path: Path) -> None:
    shutil.copytree(place.folder, tmp_path / "old")
    ledger = place.open()
    looked_at(ledger)
    ledger.close()
    shutil.rmtree(place.folder)
    shutil.copytree(tmp_path / "old", place.folder)
    ledger = place.open()
    assert ledger.audit()[0].detail == {"known": 3, "here": 0}
    assert ledger.verify() == []
    ledger.close()


def test_erasure_empties_her_entries_says_which_and_the_chain_still_holds(ledger: Ledger) -> None:
    her, other = a_woman(), a_woman("刘玉珍")
    ledger.write("add", [Add(her), Add(other)])
    for woman in (her, other, her):
        ledger.note("view.contact", woman.id, way="page")
    ledger.write("woman.erase", [Erase(her.id)])
    erase, third, second, first = ledger.audit()
    assert (erase.what, erase.who, erase.detail) == ("erase", ledger.me.id, {"entries": [1, 3]})
    for trace in (first, third):
        assert (trace.what, trace.subject, trace.detail, trace.erased) == ("view.contact", "", {}, True)
    assert (second.subject, second.erased) == (other.id, False)
    assert ledger.verify() == []
    unguarded(ledger, "UPDATE audit SET subject = '', detail = '{}', salt = NULL WHERE no = 2")
    assert ledger.verify() == ["audit entry 2 emptied without an erasure"]


def test_an_erasure_heard_from_another_laptop_empties_the_entries_here(ledger: Ledger, tmp_path: Path) -> None:
    her = a_woman()
    ledger.write("add", [Add(her)])
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office({}))
    other.note("view.sensitive", her.id)
    ledger.write("woman.erase", [Erase(her.id)])
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    erase, view = other.audit()
    assert (erase.what, erase.who, view.subject) == ("erase", ledger.me.id, "")
    assert other.verify() == []
    assert ledger.audit() == []
    other.close()


def test_the_audit_stays_on_its_laptop_and_a_backup_carries_it(ledger: Ledger, tmp_path: Path) -> None:
    looked_at(ledger)
    told = ledger.exchange.collect_for_office({})
    assert SECRET not in repr(told)
    proof = ledger.back_up(tmp_path / "stick")
    assert whats(ledger)[0] == "backup"
    ledger.close()
    restored = Ledger.open(proof.folder, ledger._me, PASSPHRASE, marks=tmp_path / "elsewhere")
    assert len(restored.audit()) == 3
    assert restored.verify() == []
    with pytest.raises(LedgerError), restored.changing() as db:
        db.execute("DELETE FROM audit")
    restored.close()


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (lambda ledger, stick: ledger.back_up(stick), "backup"),
        (lambda ledger, stick: ledger.add_person("周敏", "another passphrase", cost=CHEAP), "person.add"),
        (lambda ledger, stick: ledger.change_passphrase(PASSPHRASE, "another passphrase", cost=CHEAP), "passphrase"),
    ],
)
def test_keeping_adds_one_entry_each(
    ledger: Ledger, tmp_path: Path, act: Callable[[Ledger, Path], Any], what: str
) -> None:
    act(ledger, tmp_path / "stick")
    assert whats(ledger) == [what]


def test_the_backup_of_the_day_into_the_own_folder_is_no_export(ledger: Ledger) -> None:
    ledger.back_up()
    assert ledger.audit() == []


def test_opening_with_the_recovery_sheet_is_an_entry(place: Place) -> None:
    me, new = people(place.folder)[0].id, "another passphrase"
    ledger = Ledger.open_with_recovery(place.folder, place.code, me, new, cost=CHEAP, marks=place.marks)
    assert whats(ledger) == ["recovered"]
    ledger.close()
