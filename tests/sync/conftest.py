"""Both engines of the hub: SQLite, and a real PostgreSQL that is brought up for the run when a test first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from sync.hub.store import Store
from tests.support import postgres

ENGINES = ("sqlite", "postgresql")

Fresh = Callable[[], str]
"""Makes a database with a hub's tables and nothing in them; returns its URL."""


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One for every process that runs tests."""
    with postgres.server(*postgres.QUICK) as running:
        yield running


@pytest.fixture(scope="session")
def template(server: postgres.Server) -> str:
    """A database with a hub's tables, to make others from."""
    name = server.database()
    store = Store(server.url(name))
    store.create_tables()
    store.close()
    return name


@pytest.fixture
def on_postgres(server: postgres.Server, template: str) -> Iterator[Fresh]:
    """Databases on the server, removed after the test."""
    made: list[str] = []

    def fresh() -> str:
        made.append(server.database(template))
        return server.url(made[-1])

    yield fresh
    for name in made:
        server.drop(name)


@pytest.fixture
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Copies a county's database nobody is connected to, as a backup does; returns the URL of the copy."""

    def copy(url: str) -> str:
        if url.startswith("sqlite"):
            path = tmp_path / "backup.db"
            path.write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
            return f"sqlite:///{path}"
        server: postgres.Server = request.getfixturevalue("server")
        name = server.database(make_url(url).database or "")
        request.addfinalizer(lambda: server.drop(name))
        return server.url(name)

    return copy


@pytest.fixture(params=ENGINES)
def county_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a county's database goes: on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.db'}"
    fresh: Fresh = request.getfixturevalue("on_postgres")
    return fresh()
