"""How the hub's own tables came to be what ``sync.hub.schema`` says, one revision after another (docs/sync.md §9).

A table or column added to ``METADATA`` needs a revision here; a test compares the two. The tables of records are not
revised: they follow the record descriptions (``sync.hub.store``). Revisions are modules, so they are there wherever
the program is, installed or frozen; one that was released is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script.base import Script
from alembic.script.revision import RevisionMap
from sqlalchemy import Connection

from app.errors import LedgerTooNew
from sync.hub.migrations import r0001_released, r0002_not_given, r0003_letters

REVISIONS: tuple[ModuleType, ...] = (r0001_released, r0002_not_given, r0003_letters)
"""In their order. Each has ``revision``, ``down_revision`` (the one before) and ``upgrade()``."""


def upgrade(db: Connection, revisions: tuple[ModuleType, ...] = REVISIONS) -> None:
    """Applies what a database lacks, in the caller's transaction. Raises LedgerTooNew ``hub.too_new``.

    An empty database, and one from before there were revisions, lack all of them.
    """
    known = RevisionMap(lambda: [Script(module, module.revision, module.__name__) for module in revisions])

    def missing(heads: tuple[str, ...], _: MigrationContext) -> Iterable[Any]:
        lacking = known.iterate_revisions("head", heads or "base")
        return [MigrationStep.upgrade_from_script(known, one) for one in reversed(list(lacking))]  # type: ignore[arg-type]

    context = MigrationContext.configure(db, opts={"fn": missing})
    if not {module.revision for module in revisions} >= set(context.get_current_heads()):
        raise LedgerTooNew("hub.too_new")
    with Operations.context(context):
        context.run_migrations()
