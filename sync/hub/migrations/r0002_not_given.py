"""Whose consent does not hold is asked after every bundle: few of many statements, found without reading the others."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"

_FEW = text("state <> 'given' OR replaces <> ''")


def upgrade() -> None:
    """An index over statements that are not simply a yes."""
    op.create_index("statement_not_given", "statement", ["unit", "subject"], sqlite_where=_FEW, postgresql_where=_FEW)
