"""What goes down from the county: the tables of letters, hand-overs, and files carried between laptops of one office."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from sync.hub.schema import METADATA

ITEM = Table(
    "item",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Index("item_unit", "unit", "subject"),
)
"""What the county has to say. ``unit``: '' for every village. ``other``: the second woman it is about.

``name``, ``number``: of an edition. ``state``: '' until a worker answers, then what she answered, and ``told`` is gone.
"""

SENT = Table(
    "item_sent",
    METADATA,
    Column("replica", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("letter", BigInteger, nullable=False),
    Index("item_sent_item", "item"),
)
"""The number of the first letter to a laptop that holds an item."""

BOX = Table(
    "letter_box",
    METADATA,
    Column("replica", Text, primary_key=True),
    Column("letter", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("rest", Text, nullable=False),
    Column("rest_letter", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)
"""How far a laptop is: the last letter written to it, the last it took in.

``rest``: what else the last letter said (stopped laptops, the county's line), since which letter. ``digest``: of all
that it said; while nothing else is to be said, it is the same letter.
"""

HAND_OVER = Table(
    "handing_over",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("request", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("old_unit", Text, nullable=False),
    Column("old_subject", Text, nullable=False),
    UniqueConstraint("item"),
    Index("handing_over_old", "old_unit", "old_subject"),
)
"""Requests for which her record was found. While there is none, there is no row and nothing is said."""

RELAY = Table(
    "relay",
    METADATA,
    Column("sender", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Sealed files between two laptops of one office, which the county carries and cannot open: the last of each pair."""
