"""The day on which a record was written down."""

from datetime import UTC, datetime, timedelta

from app.records import Child, Move
from app.records.writes import Add, Edit
from storage.entered import entered
from storage.ledger import Ledger
from tests.support.ledgers import a_woman

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def test_the_first_version_counts_and_what_was_imported_or_taken_back_does_not(ledger: Ledger) -> None:
    her = a_woman()
    child, late = (Child(id=c * 32, subject=her.id, birth_date="2026-01-05") for c in "12")
    ledger.write("woman.register", [Add(her), Add(child)])
    ledger.write("import.roster", [Add(late)])
    move = Move(id="3" * 32, subject=her.id, direction="in", date="2026-01-05")
    ledger.write("move.record", [Add(move)])
    ledger.write("child.record", [Edit("child", child.id, {"name": "小明"})])
    ledger.write("record.take_back", [Edit("move", move.id, {"retired": "mistake"})])
    today = datetime.now(UTC).astimezone().date().isoformat()
    assert entered(ledger, (Child, Move), since=LONG_AGO) == {child.id: today}
    assert entered(ledger, (Child,), since=datetime.now(UTC).astimezone() + timedelta(days=3)) == {}
