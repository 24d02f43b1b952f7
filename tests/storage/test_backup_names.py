"""Two backups within one second are two backups."""

from datetime import UTC, datetime
from pathlib import Path

from app.records.writes import Add
from tests.support.ledgers import a_woman, new_ledger


def test_a_second_backup_of_the_same_second_stands_beside_the_first(tmp_path: Path) -> None:
    ledger, _ = new_ledger(tmp_path)
    ledger.write("woman.register", [Add(a_woman())])
    at = datetime(2026, 11, 22, 8, 2, tzinfo=UTC)
    first, second = ledger.back_up(now=at), ledger.back_up(now=at)
    ledger.close()
    assert first.folder != second.folder
    assert first.folder.is_dir()
    assert second.folder.is_dir()
    assert first.records == second.records
