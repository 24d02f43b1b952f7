"""The hub's own tables as the first release made them, and as they stand in a county that has been at work since then."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

revision = "0001"
down_revision = None

TABLES = MetaData()
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

Table("hub", TABLES, Column("name", Text, primary_key=True), Column("value", LargeBinary, nullable=False))

Table(
    "laptop",
    TABLES,
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

Table(
    "change",
    TABLES,
    Column("no", _NUMBER, primary_key=True, autoincrement=True),
    Column("unit", Text, nullable=False),
    Column("replica", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("knows", LargeBinary, nullable=False),
    UniqueConstraint("unit", "replica", "seq"),
)

Table(
    "cell",
    TABLES,
    Column("unit", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("v", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("value", Text, nullable=False),
    Index("cell_subject", "unit", "subject"),
)

Table(
    "statement",
    TABLES,
    Column("unit", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("replaces", Text, nullable=False),
)

Table("erased", TABLES, Column("unit", Text, primary_key=True), Column("subject", Text, primary_key=True))

Table(
    "aside",
    TABLES,
    Column("unit", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)

Table(
    "vector",
    TABLES,
    Column("unit", Text, primary_key=True),
    Column("replica", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("claim_seq", BigInteger, nullable=False),
    Column("claim_link", LargeBinary, nullable=False),
    Column("aware_seq", BigInteger, nullable=False),
)

Table(
    "mark",
    TABLES,
    Column("unit", Text, primary_key=True),
    Column("replica", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("link", LargeBinary, nullable=False),
)

Table(
    "bundle",
    TABLES,
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


def upgrade() -> None:
    """Makes those that are missing: all of them for a new county, none where the first release did."""
    TABLES.create_all(op.get_bind(), checkfirst=True)
