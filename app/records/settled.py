"""What somebody looked at and settled, so that it is not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Record):
    """A finding somebody found right as it is, or two entries that are two people 看过了. Stays in the village.

    ``record``: the record it was found in, or the other entry. ``finding``: its code (``finding.…``), or ``two_people``.
    ``seen``: a digest of the values it was about (``app.questions.seen``): while they are the same it is not asked again.
    """

    kind: ClassVar[str] = "settled"

    record: Annotated[str, Text(required=True, longest=32)]
    finding: Annotated[str, Text(required=True, longest=60)]
    field: Annotated[str | None, Text(longest=60)] = None
    seen: Annotated[str | None, Text(longest=32)] = None
