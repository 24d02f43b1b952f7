"""The hub's tables. Plain SQL types: the same on SQLite and PostgreSQL.

Those of records follow the record descriptions; the hub's own follow ``sync.hub.migrations``, one revision after
another. Every row belongs to a unit, and every statement of the hub names the unit: villages do not see each other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.records import KINDS, Kind, Woman
from app.records.fields import Count, Field, Flag

METADATA = MetaData()
"""The hub's own tables. What is added here needs a revision in ``sync.hub.migrations``."""

RECORD_METADATA = MetaData()
"""The tables of records."""

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts a key up by itself only where it is called INTEGER."""


_LOOKED_FOR = {Woman.kind: ("id_number", "name")}
"""Fields by which somebody is looked for among all villages: she who moved, she of whom a hospital tells."""


def _table(kind: Kind) -> Table:
    fields = (Column(name, _type(kind.fields[name])) for name in kind.county_fields)
    return Table(
        kind.name,
        RECORD_METADATA,
        Column("unit", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("subject", Text, nullable=False),
        *fields,
        Column("v", BigInteger, nullable=False),
        Index(f"{kind.name}_subject", "unit", "subject"),
        *(Index(f"{kind.name}_{name}", name) for name in _LOOKED_FOR.get(kind.name, ())),
    )


def _type(field: Field) -> type[BigInteger | Text]:
    return BigInteger if isinstance(field, Count | Flag) else Text


RECORDS: dict[str, Table] = {kind.name: _table(kind) for kind in KINDS.values() if kind.county_fields}
"""The shown values by kind. ``v``: number of the change that made the record and every cell not named in ``CELL``."""

HUB = Table("hub", METADATA, Column("name", Text, primary_key=True), Column("value", LargeBinary, nullable=False))

LAPTOP = Table(
    "laptop",
    METADATA,
    Column("replica", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("sign_key", LargeBinary, nullable=False),
    Column("seal_key", Text, nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("receipt", BigInteger, nullable=False),
)
"""Who may write for which unit. ``receipt``: the number of the last one. Times in milliseconds UTC."""

CHANGE = Table(
    "change",
    METADATA,
    Column("no", _NUMBER, primary_key=True, autoincrement=True),
    Column("unit", Text, nullable=False),
    Column("replica", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("knows", LargeBinary, nullable=False),
    UniqueConstraint("unit", "replica", "seq"),
)
"""The headers. ``knows``: MessagePack map."""

CELL = Table(
    "cell",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("v", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("value", Text, nullable=False),
    Index("cell_subject", "unit", "subject"),
)
"""Every standing version of cells edited after their record was made. ``value``: JSON."""

NOT_GIVEN = text("(state <> 'given' OR replaces <> '')")
"""Of a statement: it is not simply a yes. Who has only others surely agrees."""

STATEMENT = Table(
    "statement",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("replaces", Text, nullable=False),
    Index("statement_not_given", "unit", "subject", sqlite_where=NOT_GIVEN, postgresql_where=NOT_GIVEN),
)
"""What each woman said about sharing with the county; stays when her records go, so that they stay gone."""

ERASED = Table("erased", METADATA, Column("unit", Text, primary_key=True), Column("subject", Text, primary_key=True))

ASIDE = Table(
    "aside",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
"""Records with a value that cannot be, whole, with their versions, until they are corrected."""

VECTOR = Table(
    "vector",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("replica", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("claim_seq", BigInteger, nullable=False),
    Column("claim_link", LargeBinary, nullable=False),
    Column("aware_seq", BigInteger, nullable=False),
)
"""How far each replica is covered, how far the hub vouches for it, and what a laptop must have heard (docs/sync.md §9)."""

MARK = Table(
    "mark",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("replica", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("link", LargeBinary, nullable=False),
)
"""Every interval end that was told, with its link."""

BUNDLE = Table(
    "bundle",
    METADATA,
    Column("no", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("replica", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("fresh", Boolean, nullable=False),
)
"""The log of what came in."""
