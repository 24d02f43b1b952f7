"""Cut, overwritten or foreign files: said in words, never a crash; and backups that are proven before they count."""

import random
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import LedgerDamaged, LedgerError, StorageTrouble
from app.records import Visit, Woman
from app.records.writes import Add
from storage import backup, driver
from storage.ids import new_id
from storage.ledger import Ledger, people
from tests.support.ledgers import PASSPHRASE, Place, a_woman

NOW = datetime(2026, 3, 4, 5, 6, 7).astimezone()


@pytest.fixture
def filled(place: Place) -> Place:
    ledger = place.open()
    women = [a_woman(note="长" * 50) for _ in range(60)]
    visits = [Visit(id=new_id(), subject=w.id, visit_kind="general", date="2026-02-03") for w in women]
    ledger.write("add", [Add(record) for record in (*women, *visits)])
    ledger.close()
    return place


def look_everywhere(place: Place) -> bool:
    """Opens and reads all; whether the ledger is whole. Anything but an error of the ledger is a crash."""
    try:
        ledger = place.open()
    except LedgerDamaged:
        return False
    try:
        list(ledger.stories())
        ledger.search.find("王")
        return ledger.verify() == []
    except LedgerError:
        return False
    finally:
        ledger.close()


def test_a_file_cut_anywhere_is_damaged_not_a_crash(filled: Place) -> None:
    file = filled.folder / "ledger.sfl"
    whole = file.read_bytes()
    chance = random.Random(3)
    for size in [0, 1, 15, 16, 100, 4_095, 4_096, 8_192, *(chance.randrange(len(whole)) for _ in range(12))]:
        file.write_bytes(whole[:size])
        assert not look_everywhere(filled), size
    file.write_bytes(whole)
    assert look_everywhere(filled)


def test_a_flipped_bit_is_found_not_a_crash(filled: Place) -> None:
    file = filled.folder / "ledger.sfl"
    whole = file.read_bytes()
    chance = random.Random(4)
    for at in [0, 17, 4_090, *(chance.randrange(len(whole)) for _ in range(25))]:
        flipped = bytearray(whole)
        flipped[at] ^= 1 << chance.randrange(8)
        file.write_bytes(flipped)
        assert not look_everywhere(filled), at


def test_another_ledgers_file_does_not_open_with_these_keys(filled: Place, tmp_path: Path) -> None:
    (filled.folder / "ledger.sfl").write_bytes(random.Random(5).randbytes(40_960))
    with pytest.raises(LedgerDamaged):
        filled.open()
    (filled.folder / "ledger.sfl").unlink()
    with pytest.raises(LedgerError, match=r"ledger.missing"):
        filled.open()


def test_a_backup_opens_elsewhere_with_the_same_passphrase_as_a_new_incarnation(filled: Place, tmp_path: Path) -> None:
    ledger = filled.open()
    ledger.set_setting("exchange.key", b"secret")
    proof = ledger.back_up(tmp_path / "stick", NOW)
    assert proof.records == 60 + 60 + 2
    assert ledger.setting("backup.proven") == str(int(NOW.timestamp() * 1000)).encode()
    assert proof.folder.name == "suifang-backup-20260304-050607"
    assert sorted(p.name for p in proof.folder.iterdir()) == ["ledger.keys", "ledger.sfl"]
    there = Ledger.open(proof.folder, people(proof.folder)[0].id, PASSPHRASE, marks=tmp_path / "elsewhere")
    assert there.count(Woman) == 60
    assert there.verify() == []
    assert there.exchange.replica != ledger.exchange.replica
    assert there.setting("exchange.key") is None, "keys are enrolled anew"
    assert ledger.setting("exchange.key") == b"secret"
    there.close()
    ledger.close()


def test_a_backup_that_cannot_be_proven_leaves_nothing_behind(filled: Place, tmp_path: Path) -> None:
    ledger = filled.open()
    stick = tmp_path / "stick"
    stick.write_text("a file where the folder should be")
    with pytest.raises(StorageTrouble):
        ledger.back_up(stick, NOW)
    stick.unlink()
    ledger.back_up(stick, NOW)
    assert [p.name for p in stick.iterdir()] == ["suifang-backup-20260304-050607"]
    with ledger.reading() as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE woman SET v = 999")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE cell SET v = 999")
        db.execute("INSERT INTO cell VALUES ('woman', 'x', 'note', 999, 1, NULL)")
    with pytest.raises(LedgerDamaged, match=r"ledger.backup_unproven"):
        ledger.back_up(stick, NOW + timedelta(days=1))
    assert [p.name for p in stick.iterdir()] == ["suifang-backup-20260304-050607"]
    ledger.close()


def test_the_last_backups_of_days_weeks_and_months_stay_and_the_one_just_made_whatever_the_clock_says(
    filled: Place,
) -> None:
    ledger = filled.open()
    own = filled.folder / "backups"
    (own / ".suifang-backup-20260101-000000-1").mkdir(parents=True)
    for day in range(0, 130, 7):
        folder = own / f"suifang-backup-{NOW + timedelta(days=day - 130):%Y%m%d-%H%M%S}"
        folder.mkdir()
    for day in range(9):
        ledger.back_up(now=NOW + timedelta(days=day))
    names = sorted(p.name[15:23] for p in own.iterdir())
    assert names[-7:] == [f"202603{d:02d}" for d in range(6, 13)]
    # The last of its week and of the months before.
    assert names[:-7] == ["20260131", "20260221", "20260228"]
    ledger.back_up(now=NOW.replace(year=2010))
    assert (own / "suifang-backup-20100304-050607").is_dir()
    for folder in own.glob("suifang-backup-2010*"):
        assert backup.prove(folder / "ledger.sfl", ledger._key) == 122
    ledger.close()


def days(count: int) -> list[date]:
    return [date(2026, 1, 1) + timedelta(days=n) for n in range(count)]


@given(st.sets(st.sampled_from(days(500)), min_size=1), st.builds(backup.Plan, *[st.integers(1, 9)] * 4))
def test_what_a_rotation_keeps(made: set[date], wanted: backup.Plan) -> None:
    names = {f"suifang-backup-{day:%Y%m%d}-080000" for day in made}
    kept = backup.to_keep(names, wanted)
    assert kept <= names
    assert max(names) in kept
    assert len(kept) <= sum(wanted)
    assert backup.to_keep(kept, wanted) == kept, "rotating again takes nothing more"
    assert sorted(names)[-wanted.last :] == sorted(kept)[-wanted.last :]
    # Day by day, as it is done, leaves what doing it once leaves.
    standing: set[str] = set()
    for name in sorted(names):
        standing = backup.to_keep(standing | {name}, wanted)
    assert standing == kept


def test_what_a_backup_is_worth_is_seen_when_it_is_damaged(filled: Place) -> None:
    ledger = filled.open()
    proof = ledger.back_up(now=NOW)
    key = ledger._key
    ledger.close()
    copy = proof.folder / "ledger.sfl"
    copy.write_bytes(copy.read_bytes()[:-4_096])
    with pytest.raises(LedgerDamaged):
        backup.prove(copy, key)
    with pytest.raises(LedgerDamaged):
        driver.connect(copy, b"\0" * 32)
    shutil.rmtree(proof.folder)
