"""One row of a roster as a careful clerk reads it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from app.roster.words import NOT_RECORDED
from app.values.dates import PartialDate
from app.values.identity import VALID, IdKind
from app.values.lunar import LunarDate
from app.values.written_dates import NotADate, ReadDate

_BLANK = NotADate("date.blank")


class Weight(StrEnum):
    """How much a finding wants from the worker."""

    NOTE = "note"
    """Read without doubt; said for completeness."""
    WARN = "warn"
    """Taken over, and marked on 核对 until somebody looked."""
    ASK = "ask"
    """Not taken over until she decides."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a cell.

    ``code``: ``import.<what>.<how>``. ``column``: the field; ``stated``: the cell as it stands; ``read``: what it was
    read as; ``others``: candidates, or the rows it is about.
    """

    code: str
    column: str
    stated: str = ""
    read: str = ""
    others: tuple[str, ...] = ()
    weight: Weight = Weight.WARN

    @property
    def flag(self) -> str:
        """The short form in lists: ``birth_differs_from_id``."""
        return self.code.removeprefix("import.").replace(".", "_")


@dataclass(frozen=True, slots=True, order=True)
class RowRef:
    """A row of a workbook: sheet name and the number Excel shows."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A woman as a row states her. Codes are those of docs' lists (GB/T 2261.2, 3304, 4658, 4761; methods of the ledger).

    ``id_number`` is kept as typed (tidied) even when its checksum is wrong; ``id_kind`` says what it is; ``id_birth`` the
    date in a valid one. ``birth_read`` is what the birth cell says; ``birth`` what counts after ``app.roster.people``
    has seen whether the number is shared. ``kept``: heading and text of columns that are no field of the ledger.
    ``unread``: heading and text of cells that could not be understood.
    """

    ref: RowRef
    name: str = ""
    other_names: str | None = None
    id_number: str | None = None
    id_kind: IdKind = IdKind.NONE
    id_known: str = ""
    id_birth: PartialDate | None = None
    id_type: str | None = None
    birth_read: ReadDate = _BLANK
    birth_text: str = ""
    birth: PartialDate | None = None
    birth_stated: str | None = None
    birth_lunar: LunarDate | None = None
    ethnicity: str | None = None
    education: str | None = None
    occupation: str | None = None
    marital: str | None = None
    marital_since: PartialDate | None = None
    first_marriage: PartialDate | None = None
    method: str = NOT_RECORDED
    method_start: PartialDate | None = None
    not_using_reason: str | None = None
    method_text: str = ""
    children: int | None = None
    girls: int | None = None
    youngest_birth: PartialDate | None = None
    phone: str | None = None
    more_phones: tuple[str, ...] = ()
    spouse_name: str | None = None
    spouse_id_number: str | None = None
    spouse_phone: str | None = None
    registered_address: str | None = None
    current_address: str | None = None
    group: int | None = None
    door: str | None = None
    residence: str | None = None
    household_number: str | None = None
    household_head: str | None = None
    relation: str | None = None
    closed_reason: str | None = None
    closed_date: PartialDate | None = None
    moved_in: PartialDate | None = None
    moved_out: PartialDate | None = None
    residence_reason: str | None = None
    health_record: str | None = None
    note: str | None = None
    kept: tuple[tuple[str, str], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def id_valid(self) -> bool:
        """Whether the number's birth date can be believed, leaving aside that it may be shared."""
        return self.id_kind in VALID

    @property
    def flags(self) -> frozenset[str]:
        """Short forms of the findings that warn or ask."""
        return frozenset(f.flag for f in self.findings if f.weight is not Weight.NOTE)

    @property
    def asks(self) -> bool:
        """Whether somebody must decide before it is taken over."""
        return any(f.weight is Weight.ASK for f in self.findings)

    def with_findings(self, *more: Finding) -> RosterEntry:
        """The same entry with further findings."""
        return dataclasses.replace(self, findings=(*self.findings, *more)) if more else self
