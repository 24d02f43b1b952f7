"""Reads tables other programs wrote: Excel workbooks (.xlsx, .xls and what else calamine knows) and CSV.

Only values are read: no formula runs, no link is followed, nothing is written. What the file *is* counts, not what its
name ends with. Every refusal is a ``WorkbookError`` with one of the codes

``file.workbook.missing``, ``.empty``, ``.too_large``, ``.password``, ``.corrupt``, ``.web_page``, ``.not_a_workbook``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from app.errors import FileError
from app.roster.sheets import Cell, Row, Sheet

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_UNPACKED: Final = 512 * 1024 * 1024
MOST_CELLS: Final = 10_000_000
"""A township's roster (100,000 women, 47 columns) has half of this; more is a mistake or an attack."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds a password-protected .xlsx inside an OLE file ([MS-OFFCRYPTO] 2.3.4)."""
_DELIMITERS: Final = (",", "\t", ";", "|", "，")


class WorkbookError(FileError):
    """The file cannot be read as a table; the codes are in the module's docstring. Facts: ``file`` (its name only)."""


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Every visible sheet that holds anything, in order, with all rows from 1 on. Raises WorkbookError."""
    content = _content(path)
    if content.startswith((_ZIP, _OLE)) or _is_old_biff(content):
        sheets = _read_calamine(content, path.name)
    else:
        sheets = _read_text(content, path)
    filled = tuple(sheet for sheet in sheets if any(not row.blank for row in sheet.rows))
    if not filled:
        raise WorkbookError("file.workbook.empty", file=path.name)
    return filled


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise WorkbookError("file.workbook.too_large", file=path.name, bytes=size, most=MOST_BYTES)
        content = path.read_bytes()
    except OSError as cause:
        raise WorkbookError("file.workbook.missing", file=path.name, reason=cause.strerror) from cause
    if not content.strip():
        raise WorkbookError("file.workbook.empty", file=path.name)
    return content


def _is_old_biff(content: bytes) -> bool:
    """A bare BIFF stream, as some exporters write under the name .xls."""
    return content[:2] == b"\x09\x08" and content[2:4] in (b"\x08\x00", b"\x10\x00")


def _read_calamine(content: bytes, name: str) -> list[Sheet]:
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise WorkbookError("file.workbook.password", file=name)
    if content.startswith(_ZIP):
        _check_zip(content, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        with workbook:
            return [
                _sheet(workbook, meta.name, name)
                for meta in workbook.sheets_metadata
                if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as cause:
        raise WorkbookError("file.workbook.password", file=name) from cause
    except (CalamineError, ZipError, XmlError, ValueError, OSError) as cause:
        code = "file.workbook.corrupt"
        if "password" in str(cause).lower() or "encrypt" in str(cause).lower():
            code = "file.workbook.password"
        raise WorkbookError(code, file=name) from cause


def _check_zip(content: bytes, name: str) -> None:
    """Tells a broken archive, another kind of archive and a bomb apart before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as cause:
        raise WorkbookError("file.workbook.corrupt", file=name) from cause
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED:
        raise WorkbookError("file.workbook.too_large", file=name, bytes=unpacked, most=MOST_UNPACKED)
    names = {info.filename for info in infos}
    if not any(part.startswith("xl/") for part in names) and "content.xml" not in names:
        raise WorkbookError("file.workbook.not_a_workbook", file=name)


def _sheet(workbook: CalamineWorkbook, sheet_name: str, name: str) -> Sheet:
    sheet = workbook.get_sheet_by_name(sheet_name)
    if sheet.start is None:
        return Sheet(sheet_name, ())
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise WorkbookError(
            "file.workbook.too_large", file=name, cells=sheet.total_height * sheet.total_width, most=MOST_CELLS
        )
    return _numbered(sheet_name, ([_cell(v) for v in row] for row in sheet.to_python(skip_empty_area=False)))


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return int(value)  # Excel knows no whole numbers; above 15 digits a float says that digits are lost
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, str | int | float | date):
        return value
    return str(value)


def _read_text(content: bytes, path: Path) -> list[Sheet]:
    text = _decode(content)
    if text is None:
        known = path.suffix.lower() in (".xlsx", ".xls", ".et", ".ods")
        raise WorkbookError("file.workbook.corrupt" if known else "file.workbook.not_a_workbook", file=path.name)
    start = text[:4000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table", "<meta")) or "<table" in start:
        raise WorkbookError("file.workbook.web_page", file=path.name)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as cause:
        raise WorkbookError("file.workbook.corrupt", file=path.name) from cause
    if max((len(row) for row in rows), default=0) < 2:
        raise WorkbookError("file.workbook.not_a_workbook", file=path.name)
    if sum(len(row) for row in rows) > MOST_CELLS:
        raise WorkbookError("file.workbook.too_large", file=path.name, most=MOST_CELLS)
    return [_numbered(path.stem, ([_text_cell(cell) for cell in row] for row in rows))]


def _decode(content: bytes) -> str | None:
    """UTF-8 with or without a mark, UTF-16 with a mark ("Unicode text" of Excel), else GB 18030; None when it is no text."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(1 for c in text[:20_000] if ord(c) < 32 and c not in "\t\r\n\f")
        return None if strange else text
    return None


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines most evenly into most cells."""
    sample = text[:50_000]
    widths: dict[str, tuple[int, int]] = {}
    for sign in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row][:30]
        except csv.Error:
            continue
        counts = [len(row) for row in rows]
        usual = max(counts, key=counts.count, default=1)
        widths[sign] = (counts.count(usual) * (usual > 1), usual)
    return max(widths, key=lambda sign: widths[sign], default=",")


def _text_cell(text: str) -> Cell:
    """``="3204…"`` and ``'3204…`` are how exporters keep Excel from turning an id into a number."""
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text if text.strip() else None


def _numbered(name: str, rows: Iterable[Sequence[Cell]]) -> Sheet:
    return Sheet(name, tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)))
