"""Freezes what a release writes: run once, with that release's own code, before the next one changes anything.

    git clone . /somewhere/else && git -C /somewhere/else checkout <the release>
    PYTHONPATH=/somewhere/else python -P tests/data/released/freeze.py tests/data/released/<version>-format<n>

Makes a small office, its county and all that passed between them, and writes down how this code reads them
(README.md says what lies where). It uses only what every release so far has had; what a release learns to write is added
here before it is frozen. Everybody in it is made up.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import zstandard

from app.codes import code_list
from app.consent import statement
from app.demo.village import make_village
from app.records import KINDS, Consent, Record, Unit, Woman, values_of
from app.records.checks import walls
from app.records.fields import Count, Data, Day, Field, Flag, Ref
from app.records.writes import Add, Edit, Erase
from storage import schema
from storage.cells import CellName, read_cells
from storage.headers import Headers
from storage.ids import new_id
from storage.keys import Cost
from storage.ledger import Ledger
from sync import laptop
from sync.envelope import PROGRAM, SPEAKS
from sync.hub.county import Hub
from sync.hub.schema import RECORDS

CHEAP = Cost(1, 1024, 1)
PASSPHRASE = "莲荷村的桂花开了"
HUB_PASSPHRASE = "桃江县的竹子很高"
UNIT = {"unit_code": "430981203205", "unit_name": "莲荷村"}
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))
WOMEN = 12
ABOUT_NOBODY = frozenset({
    "household", "population", "roster_line", "village_group", "supply_item", "supply_batch", "outreach", "month_report",
    "copied_out", "list_check", "sample_item",
})  # fmt: skip
PAST = (
    "SELECT h.kind, h.id, h.field, h.before, r.id, c.seq FROM history h JOIN change c ON c.id = h.change"
    " JOIN replica r ON r.no = c.replica"
)


def freeze(target: Path) -> None:
    """Writes everything into a folder that does not exist yet."""
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        ledger, _ = Ledger.create(
            target / "ledger", **UNIT, worker_name="肖玉梅", passphrase=PASSPHRASE, cost=CHEAP, marks=target / "marks"
        )
        hub = Hub.create(target / "hub", "桃江县妇幼", HUB_PASSPHRASE)
        files = target / "files"
        files.mkdir()
        _live_through(ledger, hub, files, Path(scratch))
        ledger.back_up(target / "backup", NOW)
        told = {
            "program": PROGRAM,
            "format": schema.FORMAT,
            "speaks": SPEAKS,
            "person": ledger.me.id,
            "passphrase": PASSPHRASE,
            "hub_passphrase": HUB_PASSPHRASE,
            "hub_code": hub.code,
            "laptop_code": laptop.my_code(ledger),
            "ledger": _ledger_told(ledger),
            "hub": _hub_told(hub),
        }
        ledger.close()
        hub.close()
    _tidy(target)
    lines = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (target / "expected.json.zst").write_bytes(zstandard.ZstdCompressor(19).compress(lines.encode()))


def _tidy(target: Path) -> None:
    """What SQLite and locks leave over goes; the county's database, which is not encrypted, is compressed."""
    for left in [*target.rglob("*.lock"), *target.rglob("*-wal"), *target.rglob("*-shm")]:
        left.unlink()
    shutil.rmtree(target / "ledger" / "backups", ignore_errors=True)
    database = target / "hub" / "hub.db"
    (target / "hub" / "hub.db.zst").write_bytes(zstandard.ZstdCompressor(19).compress(database.read_bytes()))
    database.unlink()


# --- what happens ----------------------------------------------------------------------------------------------------


def _live_through(ledger: Ledger, hub: Hub, files: Path, scratch: Path) -> None:
    """Three bundles: the first with its receipt taken in, the second with its receipt on the way, the third unheard."""
    women = _settle(ledger)
    yes = [_says(ledger, her, "given") for her in women[:6]]
    _says(ledger, women[6], "refused")
    request = laptop.request_enrolment(ledger, files, NOW, "一号机")
    enrolled = hub.enrol(request.path.read_bytes(), request.path.name, NOW)
    (files / enrolled.name).write_bytes(enrolled.content)
    laptop.accept_grant(ledger, files / enrolled.name, hub.code, NOW)

    receipt = _to_the_county(ledger, hub, files, 1)
    laptop.receive(ledger, receipt, NOW)

    _differ(ledger, women, scratch)
    ledger.write("woman.edit", [Edit("woman", women[0].id, {"occupation": "教师", "note": "改过一次"})])
    ledger.write("woman.edit", [Edit("woman", women[0].id, {"note": "改过两次"})])
    _says(ledger, women[1], "withdrawn", yes[1])
    ledger.write("erase", [Erase(women[2].id)])
    ledger.write("erase", [Erase(women[7].id)])
    _to_the_county(ledger, hub, files, 2)

    ledger.write("woman.edit", [Edit("woman", women[3].id, {"occupation": "药师"})])
    _says(ledger, women[8], "given")
    _rename(laptop.send(ledger, files, NOW + timedelta(days=3)).path, "bundle", 3)
    _rename(request.path, "request", 1)
    _rename(files / enrolled.name, "grant", 1)


def _settle(ledger: Ledger) -> list[Woman]:
    """A made-up village, and one record of each kind in which every field is filled that may be."""
    village = [r for r in make_village(7, TODAY, women=WOMEN) if not isinstance(r, Unit)]
    women = [record for record in village if isinstance(record, Woman)]
    # Her answers about the county are given below, one by one.
    village = [r for r in village if not (isinstance(r, Consent) and r.scope == "county")]
    ledger.write("demo.make", [Add(record) for record in village], at=NOW)
    numbers = count(1)
    full = [_filled(kind, women[0].id, numbers) for kind in KINDS if kind not in ("unit", "worker", "consent")]
    ledger.write("demo.make", [Add(record) for record in full], at=NOW)
    return women


def _says(ledger: Ledger, her: Woman, state: str, *before: Consent) -> Consent:
    said = statement(
        before, record_id=new_id(), subject=her.id, scope="county", state=state, date="2026-11-01", how="signed"
    )
    ledger.write("consent.record", [Add(said)], at=NOW)
    return said


def _differ(ledger: Ledger, women: list[Woman], scratch: Path) -> None:
    """A second laptop of the office writes one cell otherwise and another one alone; both are told here."""
    other, _ = Ledger.create(
        scratch / "other", **UNIT, worker_name="曾桂兰", passphrase=PASSPHRASE, cost=CHEAP, marks=scratch / "marks"
    )
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    there = {"phone": "13900000001", "current_address": "东庄3组7号"}
    other.write("woman.edit", [Edit("woman", women[4].id, there)], at=NOW - timedelta(days=4000))
    ledger.write("woman.edit", [Edit("woman", women[4].id, {"phone": "13900000002"})], at=NOW)
    ledger.exchange.merge(other.exchange.collect_for_office(ledger.exchange.reaches()))
    other.close()


def _to_the_county(ledger: Ledger, hub: Hub, files: Path, number: int) -> Path:
    now = NOW + timedelta(days=number)
    bundle = _rename(laptop.send(ledger, files, now).path, "bundle", number)
    answer = hub.take(bundle.read_bytes(), bundle.name, now)
    receipt = files / answer.name
    receipt.write_bytes(answer.content)
    return _rename(receipt, "receipt", number)


def _rename(path: Path, what: str, number: int) -> Path:
    return path.rename(path.with_name(f"suifang-{what}-{number}.suifang"))


def _filled(kind: str, subject: str, numbers: count[int]) -> Record:
    """A record with something in every field of its own that a check lets stand."""
    described = KINDS[kind]
    record_id = new_id()
    made: Any = described.cls
    about = {"woman": record_id}.get(kind, "" if kind in ABOUT_NOBODY else subject)
    required = {name: _something(name, f, numbers) for name, f in described.fields.items() if name != "retired"}
    record: Record = made(id=record_id, subject=about, **required)
    while found := [finding.field for finding in walls(record, TODAY)]:
        optional = [name for name in found if name and not described.fields[name].required]
        if not optional:
            raise ValueError(f"{kind}: {found}")
        record = record.with_values(**dict.fromkeys(optional))
    return record


def _something(name: str, field: Field, numbers: count[int]) -> Any:
    if listed := getattr(field, "list", None):
        return next(iter(code_list(listed).codes))
    if isinstance(field, Day):
        return "2026-10-09"
    if isinstance(field, Flag):
        return True
    if isinstance(field, Count):
        return field.least + 1
    if isinstance(field, Ref):
        return new_id()
    if isinstance(field, Data):
        return json.dumps({"counts": {}, name: next(numbers)})
    return f"{name}·{next(numbers)}"[: getattr(field, "longest", 200)]


# --- how it is read --------------------------------------------------------------------------------------------------


def _ledger_told(ledger: Ledger) -> dict[str, Any]:
    records: dict[str, dict[str, Any]] = {}
    with ledger.reading() as db:
        ids = {kind: [i for (i,) in db.execute(f'SELECT id FROM "{kind}" ORDER BY id')] for kind in KINDS}
        names = [CellName(kind, one, f) for kind, ones in ids.items() for one in ones for f in KINDS[kind].fields]
        cells = read_cells(db, names, Headers(db))
        erased = sorted(one for (one,) in db.execute("SELECT subject FROM erased"))
        past = db.execute(PAST).fetchall()
    for kind, ones in ids.items():
        for one in ones:
            record = ledger.get(KINDS[kind].cls, one)
            if record is None:
                raise ValueError(one)
            said = {name: value for name, value in values_of(record).items() if value is not None}
            records.setdefault(kind, {})[one] = {"subject": record.subject, "values": said}
    for name, cell in cells.items():
        versions = records[name.kind][name.id].setdefault("versions", {})
        versions[name.field] = [[v.value, v.by.dot.replica, v.by.dot.seq, v.by.author, v.by.at_ms] for v in cell]
    return {
        "replica": ledger.exchange.replica,
        "reaches": {name: [reach.seq, reach.link.hex()] for name, reach in ledger.exchange.reaches().items()},
        "records": records,
        "conflicts": sorted(list(name) for name in ledger.exchange.conflicts()),
        "history": sorted((list(step) for step in past), key=repr),
        "erased": erased,
    }


def _hub_told(hub: Hub) -> dict[str, Any]:
    with hub._store.begin() as db:
        rows = {kind: [dict(row._mapping) for row in db.execute(table.select())] for kind, table in RECORDS.items()}
    return {
        kind: {row["id"]: {k: v for k, v in row.items() if v is not None and k not in ("v", "unit")} for row in found}
        for kind, found in rows.items()
    }


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))
