"""A county for tests, without the second it takes to lock its keys; and hubs read back as plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from app.consent import statement
from app.records import Consent, Woman
from app.records.writes import Add
from storage.ids import new_id
from storage.ledger import Ledger
from sync import laptop
from sync.enrolment import Request, new_file_id
from sync.envelope import Keys, new_keys, seal
from sync.hub import store
from sync.hub.county import Answer, Hub
from sync.hub.schema import CELL, CHANGE, RECORDS
from sync.hub.store import Store
from sync.laptop import Became, Outcome, Sent
from sync.pack import pack

START = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def a_hub(folder: Path, url: str = "") -> Hub:
    """A county with its store in a SQLite file of that folder, or at a URL."""
    database = Store(url or f"sqlite:///{folder / 'hub.db'}")
    database.create_tables()
    with database.begin() as db:
        store.set_value(db, "id", new_file_id().encode())
        store.set_value(db, "name", "桃江县妇幼".encode())
    return Hub(database, new_keys())


@dataclass
class Office:
    """One laptop of a village, its stick, and the county it goes to."""

    ledger: Ledger
    stick: Path
    hub: Hub
    now: datetime = START

    def enrol(self) -> None:
        request = laptop.request_enrolment(self.ledger, self.stick, self.now)
        enrolled = self.hub.enrol(request.path.read_bytes(), request.path.name, self.now)
        grant = self.stick / enrolled.name
        grant.write_bytes(enrolled.content)
        laptop.accept_grant(self.ledger, grant, self.hub.code, self.now)
        request.path.unlink()
        grant.unlink()

    def send(self) -> Sent:
        self.now += timedelta(days=1)
        return laptop.send(self.ledger, self.stick, self.now)

    def hand_over(self, sent: Sent) -> Answer:
        answer = self.hub.take(sent.path.read_bytes(), sent.path.name, self.now)
        (self.stick / answer.name).write_bytes(answer.content)
        return answer

    def receive(self) -> list[Outcome]:
        outcomes = laptop.receive(self.ledger, self.stick, self.now)
        for outcome in outcomes:
            if outcome.became is not Became.OTHER:
                outcome.path.unlink()
        return outcomes

    def exchange(self) -> Answer:
        answer = self.hand_over(self.send())
        self.receive()
        return answer

    def says(self, woman: Woman, state: str, *before: Consent) -> Consent:
        """She answers whether her record may go to the county."""
        said = statement(
            before, record_id=new_id(), subject=woman.id, scope="county", state=state, date="2026-11-01", how="signed"
        )
        self.ledger.write("consent.record", [Add(said)])
        return said


def held(hub: Hub, kind: str) -> dict[str, dict[str, Any]]:
    """The records of a kind at a hub, by id."""
    with hub._store.begin() as db:
        return {row.id: dict(row._mapping) for row in db.execute(select(RECORDS[kind]))}


def versions(hub: Hub) -> dict[tuple[str, str, str], set[tuple[Any, str, int]]]:
    """The standing versions of every edited cell at a hub: value and change."""
    found: dict[tuple[str, str, str], set[tuple[Any, str, int]]] = {}
    with hub._store.begin() as db:
        query = select(CELL, CHANGE.c.replica, CHANGE.c.seq).join(CHANGE, CHANGE.c.no == CELL.c.v)
        for row in db.execute(query):
            version = (msgspec.json.decode(row.value), row.replica, row.seq)
            found.setdefault((row.kind, row.id, row.field), set()).add(version)
    return found


def enrol_bare(hub: Hub, replica: str, unit: str = "430981203205") -> Keys:
    """Enrols a laptop that is no more than a name and keys."""
    keys = new_keys()
    with hub._store.begin() as db:
        store.enrol(db, Request(replica, unit, "莲荷村", "一号", keys.public), 0)
    return keys


def bundle(hub: Hub, replica: str, keys: Keys, delta: Any) -> bytes:
    """A delta as a bundle file for the hub."""
    return seal(pack(delta), what="bundle", file_id=new_file_id(), sender=replica, keys=keys, to={hub.id: hub.public})
