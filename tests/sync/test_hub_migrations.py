"""A county's database through the years: what an older program made is kept and brought up to date, a newer one's is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine, inspect, select, text

from app.errors import FileError, LedgerTooNew
from sync.envelope import Keys, unlock_keys
from sync.hub import migrations
from sync.hub.county import KEYS_FILE, Hub
from sync.hub.migrations import REVISIONS, r0001_released
from sync.hub.schema import METADATA, RECORDS
from sync.hub.store import Store
from tests.support import postgres
from tests.support.released import PLACE, Released, releases
from tests.sync.support import START, a_hub, held


def own(_: object, name: str | None, kind: str, *__: object) -> bool:
    """Everything but the tables of records: those follow their descriptions."""
    return kind != "table" or name not in RECORDS


def test_the_revisions_make_exactly_the_tables_that_are_described(county_url: str) -> None:
    store = Store(county_url)
    store.create_tables()
    with store.begin() as db:
        context = MigrationContext.configure(db, opts={"include_object": own, "compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert {"unit", "id", "subject", "v"} <= {column["name"] for column in inspect(db).get_columns("woman")}
    store.close()


def test_revisions_follow_one_another() -> None:
    assert [module.down_revision for module in REVISIONS] == [None, *(module.revision for module in REVISIONS[:-1])]


def as_old(url: str, released: Released) -> None:
    """The tables as the first release made them, with what a county of that release holds."""
    old, found = create_engine(f"sqlite:///{released.root / 'hub' / 'hub.db'}"), MetaData()
    found.reflect(old)
    store = Store(url)
    with old.connect() as source, store.begin() as db:
        made = r0001_released.TABLES
        made.create_all(db)
        MetaData.create_all(
            found, db, tables=[table for name, table in found.tables.items() if name not in made.tables]
        )
        for name, table in found.tables.items():
            rows = [dict(row._mapping) for row in source.execute(table.select())]
            if rows:
                db.execute(made.tables.get(name, table).insert(), rows)
        if db.dialect.name == "postgresql":
            for name in ("change", "bundle"):
                db.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'no'), (SELECT max(no) FROM {name}))"))
    old.dispose()
    store.close()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server: postgres.Server = request.getfixturevalue("server")
    name = server.database()
    yield server.url(name)
    server.drop(name)


@cache
def keys_of(home: Path, passphrase: str) -> Keys:
    """Opening them takes its time on purpose."""
    return unlock_keys((home / KEYS_FILE).read_bytes(), passphrase)


def everything(db: Connection, tables: dict[str, Any]) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(tuple(row) for row in db.execute(select(*table.columns))) for name, table in tables.items()}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("name", releases())
def test_a_county_of_an_earlier_program_keeps_everything_and_goes_on(name: str, empty_url: str, tmp_path: Path) -> None:
    released = Released.unpack(name, tmp_path / "released")
    as_old(empty_url, released)
    store, then = Store(empty_url), MetaData()
    with store.begin() as db:
        then.reflect(db)
        before = everything(db, dict(then.tables))
    store.close()
    store = Store(empty_url)
    store.create_tables()
    hub = Hub(store, keys_of(PLACE / name / "hub", released.expected["hub_passphrase"]))
    with hub._store.begin() as db:
        assert everything(db, dict(then.tables)) == before
        assert {table.name for table in METADATA.sorted_tables} | RECORDS.keys() <= {*inspect(db).get_table_names()}
    answer = hub.take(released.file("bundle-3").read_bytes(), "bundle-3", START)
    assert answer.outcome == "taken"
    assert hub.take(released.file("bundle-3").read_bytes(), "bundle-3", START).outcome == "held"
    store.create_tables()
    assert held(hub, "woman")
    hub.close()


def a_later(number: str, before: str, upgrade: Callable[[], None]) -> ModuleType:
    module = ModuleType(f"r{number}")
    vars(module).update(revision=number, down_revision=before, upgrade=upgrade)
    return module


def test_a_newer_programs_database_is_left_as_it_is(county_url: str, tmp_path: Path) -> None:
    hub = a_hub(tmp_path, county_url)
    later = a_later("9999", REVISIONS[-1].revision, lambda: None)
    hub._store.transact(lambda db: migrations.upgrade(db, (*REVISIONS, later)))
    with pytest.raises(LedgerTooNew, match=r"hub\.too_new"):
        hub._store.create_tables()
    with hub._store.begin() as db:
        assert db.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    hub.close()


def test_a_revision_that_fails_leaves_the_database_at_the_one_before(county_url: str, tmp_path: Path) -> None:
    hub = a_hub(tmp_path, county_url)

    def fails() -> None:
        op.execute("INSERT INTO hub (name, value) VALUES ('half', '')")
        raise FileError("nothing.of.it")

    with pytest.raises(FileError):
        hub._store.transact(
            lambda db: migrations.upgrade(db, (*REVISIONS, a_later("9999", REVISIONS[-1].revision, fails)))
        )
    with hub._store.begin() as db:
        assert db.scalar(text("SELECT version_num FROM alembic_version")) == REVISIONS[-1].revision
        assert db.scalar(text("SELECT count(*) FROM hub WHERE name = 'half'")) == 0
    hub.close()


def test_a_database_that_is_no_hub_is_named_and_left_empty(tmp_path: Path) -> None:
    released = Released.unpack("0.1.0-format2", tmp_path / "released")
    elsewhere = f"sqlite:///{tmp_path / 'other.db'}"
    with pytest.raises(FileError, match=r"hub\.missing"):
        Hub.open(released.root / "hub", released.expected["hub_passphrase"], elsewhere)
    store = Store(elsewhere)
    with store.begin() as db:
        assert inspect(db).get_table_names() == []
    store.close()


def test_an_updated_hub_opens_what_the_first_release_left_behind(tmp_path: Path) -> None:
    released = Released.unpack("0.1.0-format1", tmp_path / "released")
    hub = released.open_hub()
    assert hub.take(released.file("bundle-3").read_bytes(), "bundle-3", START).outcome == "taken"
    hub.close()
