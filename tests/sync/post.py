"""Villages with their stick and one county, down from it too: letters as real files, everything by the verbs people use."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.records import Record, Woman
from app.records.writes import Add
from storage.keys import Cost
from storage.ledger import Ledger
from sync import laptop, proposals
from sync.hub import post, store
from sync.hub.county import Answer, Hub
from sync.hub.letter_tables import ITEM
from sync.hub.proposing import Notices, Proposed, notices_in, propose
from sync.laptop import Outcome
from sync.proposals import Waiting
from tests.support.ledgers import PASSPHRASE, a_woman
from tests.sync.support import START, Office

HER_NUMBER = "430981199203054526"
"""A made-up resident id with a right check digit."""


@dataclass
class Village(Office):
    """A laptop of a village, the stick, the county; ``down`` is the whole way of a letter."""

    now: datetime = START
    letters: list[bytes] = field(default_factory=list)

    @property
    def replica(self) -> str:
        return self.ledger.exchange.replica

    def add(self, *records: Record) -> None:
        self.ledger.write("add", [Add(record) for record in records])

    def a_sharing_woman(self, name: str = "王秀兰", **values: Any) -> Woman:
        """A woman of the ledger who shares her record with the county."""
        her = a_woman(name, **{"id_type": "01", "id_number": HER_NUMBER, "birth_date": "1992-03-05", **values})
        self.add(her)
        self.says(her, "given")
        return her

    def up(self) -> Answer:
        """To the county and its receipt back; the stick is empty then."""
        sent = self.send()
        answer = self.hand_over(sent)
        self.receive()
        sent.path.unlink(missing_ok=True)
        return answer

    def mail(self) -> list[Path]:
        """What the county writes for this laptop now."""
        found = self.hub.transact(lambda db: store.laptop(db, self.replica))
        assert found is not None
        written = []
        for one in post.mail_for(self.hub, [found], self.now):
            path = self.stick / one.name
            path.write_bytes(post.sealed(self.hub, one))
            self.letters.append(path.read_bytes())
            written.append(path)
        return written

    def down(self) -> list[Outcome]:
        """The letter that waits, if one does, taken in."""
        return self.receive() if self.mail() else []

    def waiting(self) -> list[Waiting]:
        return proposals.read_proposals(self.ledger)

    def accept_all(self) -> None:
        for one in self.waiting():
            proposals.accept(self.ledger, one.proposal.id, self.now)


def village(root: Path, hub: Hub, name: str = "莲荷村", code: str = "430981203205", who: str = "laptop") -> Village:
    """A laptop of a village, enrolled."""
    ledger, _ = Ledger.create(
        root / who, unit_code=code, unit_name=name, worker_name="肖玉梅", passphrase=PASSPHRASE, cost=Cost(1, 1024, 1),
        marks=root / f"{who}-marks",
    )  # fmt: skip
    stick = root / f"{who}-stick"
    stick.mkdir()
    made = Village(ledger, stick, hub)
    made.enrol()
    return made


def a_birth(**told: Any) -> dict[str, Any]:
    """A hospital's notice."""
    return {
        "sort": "birth", "id_number": HER_NUMBER, "date": "2026-11-02", "place": "hospital", "facility": "县人民医院",
        "mode": "vaginal", "consent": {"date": "2026-11-01", "how": "signed"},
        "children": [{"sex": "2", "birth_weight_g": 3200, "gestation_weeks": 39, "born": "live"}], **told,
    }  # fmt: skip


def a_correction(kind: str, values: dict[str, Any], **also: Any) -> dict[str, Any]:
    """What the county asks the village to look at."""
    return {"sort": "correction", "id_number": HER_NUMBER, "kind": kind, "values": values, **also}


def told(hub: Hub, *notices: dict[str, Any], now: datetime = START) -> list[Proposed]:
    """The county reads a file of notices."""
    file = json.dumps({"source": "县人民医院", "notices": list(notices)}).encode()
    read: Notices = notices_in(file, "notices.json")
    return hub.transact(lambda db: propose(db, read, (now + timedelta(days=1)).date()))


def items(hub: Hub) -> list[dict[str, Any]]:
    """What the county has to say, to whomever."""
    return hub.transact(lambda db: [dict(row._mapping) for row in db.execute(select(ITEM).order_by(ITEM.c.id))])


__all__ = ["HER_NUMBER", "Village", "a_birth", "a_correction", "items", "laptop", "told", "village"]
