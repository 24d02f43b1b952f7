"""What goes down to villages: letters, records that follow a woman who moves, files carried between laptops of one office."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, Text, UniqueConstraint

revision = "0003"
down_revision = "0002"


def _texts(names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names.split()]


def upgrade() -> None:
    """The tables of ``sync.hub.letter_tables`` as they were first."""
    op.create_table(
        "item",
        Column("id", Text, primary_key=True),
        *_texts("unit sort day source subject other told name"),
        Column("number", BigInteger, nullable=False),
        *_texts("state"),
    )
    op.create_index("item_unit", "item", ["unit", "subject"])
    op.create_table(
        "item_sent",
        Column("replica", Text, primary_key=True),
        Column("item", Text, primary_key=True),
        Column("letter", BigInteger, nullable=False),
    )
    op.create_index("item_sent_item", "item_sent", ["item"])
    op.create_table(
        "letter_box",
        Column("replica", Text, primary_key=True),
        Column("letter", BigInteger, nullable=False),
        Column("confirmed", BigInteger, nullable=False),
        *_texts("rest"),
        Column("rest_letter", BigInteger, nullable=False),
        *_texts("digest"),
    )
    op.create_table(
        "handing_over",
        Column("unit", Text, primary_key=True),
        Column("request", Text, primary_key=True),
        *_texts("subject item old_unit old_subject"),
        UniqueConstraint("item"),
    )
    op.create_index("handing_over_old", "handing_over", ["old_unit", "old_subject"])
    op.create_table(
        "relay",
        Column("sender", Text, primary_key=True),
        Column("recipient", Text, primary_key=True),
        *_texts("unit file"),
        Column("size", BigInteger, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
