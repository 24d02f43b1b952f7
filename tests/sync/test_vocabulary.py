"""Programs of different age: an older county reads on until something new is said, and an updated one has room for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.errors import ExchangeWaits
from app.records import Screening, Visit
from app.records.writes import Add, Edit, Erase
from storage.ids import new_id
from storage.second_shape import _ADDED, _NEW, columns_of
from sync import envelope
from sync.envelope import peek
from sync.hub.county import Hub
from sync.hub.schema import RECORDS
from tests.support.ledgers import a_woman, new_ledger
from tests.sync.support import Office, a_hub, held


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    ledger, _ = new_ledger(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    office = Office(ledger, stick, a_hub(tmp_path))
    office.enrol()
    yield office
    ledger.close()
    office.hub.close()


def a_visit(her: str) -> Visit:
    return Visit(id=new_id(), subject=her, visit_kind="general", date="2026-11-02", advice="多休息")


def needs_of(office: Office) -> int:
    path = office.send().path
    return peek(path.read_bytes(), path.name).needs


def test_a_bundle_asks_for_no_more_than_what_is_said_in_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    her, other = a_woman("甲"), a_woman("乙")
    office.ledger.write("add", [Add(her), Add(other), Add(a_visit(her.id))])
    office.says(her, "given")
    assert needs_of(office) == 1
    office.exchange()
    screened = Screening(id=new_id(), subject=her.id, screen="cervical", date="2026-11-02")
    for news in (
        Add(screened),
        Edit("woman", her.id, {"merged_into": other.id}),
        Erase(her.id),
    ):
        office.ledger.write("new", [news])
        sent = office.send()
        assert peek(sent.path.read_bytes(), sent.path.name).needs == 2
        with monkeypatch.context() as older:
            older.setattr(envelope, "SPEAKS", 1)
            answer = office.hub.take(sent.path.read_bytes(), sent.path.name, office.now)
            assert (answer.outcome, type(answer.error)) == ("exchange.newer", ExchangeWaits)
        assert office.exchange().error is None
    office.ledger.write("village", [Add(a_woman("丙", safe_contact=None))])
    assert needs_of(office) == 1, "what is new is at the county already"


def test_the_database_of_an_earlier_county_gets_room_for_what_came_since(office: Office) -> None:
    her = a_woman("甲")
    visit = a_visit(her.id)
    office.ledger.write("add", [Add(her), Add(visit)])
    office.says(her, "given")
    office.exchange()
    store = office.hub._store
    with store.begin() as db:
        for kind, table in RECORDS.items():
            if kind in _NEW:
                table.drop(db)
            for column in {*columns_of(_ADDED.get(kind, ""))} & {*table.columns.keys()}:
                db.exec_driver_sql(f'ALTER TABLE "{kind}" DROP COLUMN "{column}"')
    store.create_tables()
    updated = Hub(store, office.hub._keys)
    with store.begin() as db:
        looked = inspect(db)
        for kind, table in RECORDS.items():
            assert {one["name"] for one in looked.get_columns(kind)} == {*table.columns.keys()}
    assert held(updated, "visit").keys() == {visit.id}
    screened = Screening(id=new_id(), subject=her.id, screen="cervical", date="2026-11-02")
    office.ledger.write("new", [Add(screened), Edit("visit", visit.id, {"danger_signs": "fever"})])
    assert office.exchange().outcome == "taken"
    assert held(updated, "screening").keys() == {screened.id}
    assert held(updated, "visit")[visit.id]["danger_signs"] == "fever"
