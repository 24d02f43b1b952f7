"""Which birth date counts: that of a valid id of her own, else what the sheet says; the other stays beside it."""

from __future__ import annotations

import dataclasses
from datetime import date

from app.roster.cells import certain_part
from app.roster.entry import Finding, RosterEntry, Weight
from app.roster.words import says_blank
from app.values import lunar
from app.values.dates import PartialDate, Precision, covers, earliest, precision
from app.values.written_dates import Ambiguous, How, Impossible, NotADate, ReadDate, Stated


def settle_birth(entry: RosterEntry, *, shared: bool, today: date) -> RosterEntry:
    """The entry with its birth decided. ``shared``: another woman's row has the same number, so it proves nothing."""
    from_id = entry.id_birth if entry.id_valid and not shared else None
    stated = certain_part(entry.birth_read)
    findings = list(_about(entry, from_id))
    birth = from_id or stated
    if birth is not None and earliest(birth) > today:
        findings.append(Finding("import.birth.future", "birth", entry.birth_text, birth))
    said = entry.birth_read.lunar if isinstance(entry.birth_read, Stated) else None
    return dataclasses.replace(
        entry,
        birth=birth,
        birth_stated=_beside(entry) if any(f.weight is not Weight.NOTE for f in findings) else None,
        birth_lunar=said,
        findings=(*entry.findings, *findings),
    )


def _about(entry: RosterEntry, from_id: PartialDate | None) -> list[Finding]:
    read = entry.birth_read
    codes = _shape(read, entry.birth_text)
    others = read.candidates if isinstance(read, Ambiguous) else ()
    if from_id is not None:
        if _contradicts(read, from_id):
            codes.append("birth.differs_from_id")
        elif isinstance(read, Ambiguous) and from_id in read.candidates:
            codes.remove("birth.ambiguous")  # the number answers the question
    known = from_id or certain_part(read) or ""
    notes = {"birth.short_year", "birth.leap_month_possible"}
    return [
        Finding(
            f"import.{code}", "birth", entry.birth_text, known, others, Weight.NOTE if code in notes else Weight.WARN
        )
        for code in codes
    ]


def _shape(read: ReadDate, text: str) -> list[str]:
    """What the birth cell is, apart from an ordinary day."""
    if isinstance(read, Ambiguous):
        return ["birth.ambiguous"]
    if isinstance(read, Impossible):
        return ["birth.impossible"]
    if isinstance(read, NotADate):
        if says_blank(text):
            return ["birth.missing"]
        return ["birth.year_missing" if read.code == "date.year_missing" else "birth.unreadable"]
    codes = []
    if read.lunar is not None:
        codes.append("birth.lunar")
        if not read.lunar.leap and lunar.leap_month(read.lunar.year) == read.lunar.month:
            codes.append("birth.leap_month_possible")
    if precision(read.date) is not Precision.DAY:
        codes.append("birth.month_only" if precision(read.date) is Precision.MONTH else "birth.year_only")
    if read.how is How.SHORT_YEAR:
        codes.append("birth.short_year")
    return codes


def _contradicts(read: ReadDate, from_id: PartialDate) -> bool:
    if isinstance(read, Stated):
        return not covers(read.date, from_id)
    return isinstance(read, Ambiguous) and not any(covers(candidate, from_id) for candidate in read.candidates)


def _beside(entry: RosterEntry) -> str | None:
    """The words of the sheet; a date cell or day number as the date it shows."""
    read = entry.birth_read
    if isinstance(read, Stated) and read.how in (How.CELL, How.SERIAL):
        return read.date
    return entry.birth_text or None
