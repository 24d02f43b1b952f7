"""What an import says: columns, outcomes, reasons and findings in words; used by the window and the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from app.codes import code_list
from app.records import KINDS, Unit, Value
from app.records.fields import Code, Day
from app.roster.columns import Column, Use
from app.roster.entry import Finding, RosterEntry, RowRef, Weight
from app.roster.plan import Outcome, RowPlan
from app.values.written_dates import How, Stated
from ui.dates import say_date
from ui.importing import Draft, has_remarks, left_columns
from ui.text import has, language, tr

if TYPE_CHECKING:
    from app.forms.import_report import ImportReportContent

_CODES = ("marital", "education", "relation", "method", "ethnicity")
"""Columns whose reading is a code of the list of that name."""
_DAYS = (
    "birth", "marital_since", "first_marriage", "youngest_birth", "method_start", "closing_date", "moved_in", "moved_out",
)  # fmt: skip
_ON_PAPER = frozenset({
    "name", "sex", "birth", "age", "group", "registered_address", "registered_door", "current_address", "current_door",
    "village", "household_number", "household_head", "relation", "marital", "marital_since", "first_marriage",
})  # fmt: skip
"""Columns whose cells the printed report quotes. Of all others it only says that there is something to look at: beside
her name no method, child, number or telephone stands on paper.
"""
_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_REASON = ("unlawful", "needless", "residence_only", "hukou_nature", "by_worker")


def column_words(field: str) -> str:
    """What a column of a roster is about."""
    return tr(f"import.column.{field}")


def column_use(column: Column) -> str:
    """What becomes of a column, where that needs words: left out and why, kept as text, only looked at."""
    if column.use is Use.LEFT_OUT:
        return tr(f"import.use.{column.reason if column.reason in _REASON else 'needless'}")
    if column.use is Use.UNKNOWN:
        return tr("import.use.repeated" if column.reason == "repeated" else "import.use.unknown")
    if column.use is Use.NUMBER:
        return tr("import.use.number")
    return tr("import.use.check") if column.use is Use.CHECK else ""


def outcome_words(outcome: Outcome) -> str:
    """新增, 更新, 没有变化, 不导入, 要看一看."""
    return tr(f"import.outcome.{outcome.value}")


def finding_key(code: str) -> str:
    """The text of a finding's code: its own, or that of the same trouble in any column."""
    return code if has(code) else f"import.any.{code.rpartition('.')[2]}"


def finding_words(finding: Finding) -> str:
    """What was found in a cell and what is done about it."""
    facts = {
        "column": column_words(finding.column),
        "stated": _shown(finding.column, finding.stated) if finding.code.endswith("twice_differs") else finding.stated,
        "read": _shown(finding.column, finding.read),
        "others": tr("import.and").join(_shown(finding.column, other) for other in finding.others),
    }
    said = tr(finding_key(finding.code), **facts)
    if finding.column == "birth" and finding.code != "import.birth.future":
        said += tr("import.birth_taken", read=facts["read"]) if finding.read else tr("import.birth_open")
    return said


def paper_words(finding: Finding) -> str:
    """What was found, as far as paper may say it."""
    if finding.column in _ON_PAPER:
        return finding_words(finding)
    return tr("import.report.quiet", column=column_words(finding.column))


def stated_words(entry: RosterEntry, finding: Finding) -> str:
    """The cell as the sheet shows it; empty where the finding is about no cell of this row."""
    if finding.code.endswith(("twice_differs", "maybe_same")):
        return ""
    read = entry.birth_read
    as_day = finding.column == "birth" and isinstance(read, Stated) and read.how in (How.CELL, How.SERIAL)
    return read.date if as_day and isinstance(read, Stated) else finding.stated


def reason_words(row: RowPlan, code: str, say: Callable[[Finding], str] = finding_words) -> str:
    """Why a row has its outcome."""
    if code == "import.row.twice" and row.same_as is not None:
        return tr(code, row=row_words(row.same_as))
    found = next((f for f in row.entry.findings if f.code == code), None) if row.entry else None
    return say(found) if found else tr(code, row="")


def row_words(ref: RowRef) -> str:
    """第 12 行."""
    return tr("import.row_number", n=ref.row)


def summary_words(row: RowPlan, say: Callable[[Finding], str] = finding_words) -> str:
    """One line for a list: why, and what is worth a look; ``say`` puts a finding into words."""
    said = [reason_words(row, code, say) for code in row.reasons if not code.startswith("import.person.by_")]
    if row.entry is not None and row.outcome not in (Outcome.LEFT_OUT, Outcome.SAME):
        told = {f.code for f in row.entry.findings if f.code in row.reasons}
        said += [say(f) for f in row.entry.findings if f.weight is not Weight.NOTE and f.code not in told]
    if not said and row.outcome is Outcome.UPDATES:
        fields = tr("import.and").join(field_words(change.field) for change in row.changes)
        said = [tr("import.changes", fields=fields)]
    return " ".join(dict.fromkeys(said))


def field_words(name: str) -> str:
    """The name of ``<kind>.<field>`` (``woman.phone``, ``move.in``)."""
    key = f"import.{name}" if name.startswith("move.") else f"field.{name}"
    return tr(key)


def value_words(name: str, value: Value) -> str:
    """A value of ``<kind>.<field>`` as people read it; 没有写 for none."""
    if value is None:
        return tr("import.nothing_written")
    kind, _, field_name = name.partition(".")
    field = KINDS[kind].fields.get("date" if kind == "move" else field_name)
    if isinstance(field, Code):
        return code_list(field.list).label(str(value), language())
    return say_date(str(value)) if isinstance(field, Day) else str(value)


def counts_words(draft: Draft) -> list[tuple[str, int]]:
    """Every outcome with the number of its rows, then how many of those taken over have remarks."""
    counts = [(outcome_words(outcome), draft.plan.counts[outcome]) for outcome in Outcome]
    return [*counts, (tr("import.remarks"), sum(1 for row in draft.plan.rows if has_remarks(row)))]


def report_content(draft: Draft, unit: Unit, day: date) -> ImportReportContent:
    """The report of an import, done or not: counts, columns left out and why, rows to look at."""
    from app.forms.import_report import ImportReportContent, ImportReportTexts

    rows = [(row, draft.name(row)) for row in draft.plan.rows]
    look = [
        (str(row.ref.row), name, summary_words(row, paper_words))
        for row, name in rows
        if row.outcome is Outcome.NEEDS_LOOK or has_remarks(row)
    ]
    look += [
        (str(row.ref.row), name, summary_words(row, paper_words))
        for row, name in rows
        if row.outcome is Outcome.LEFT_OUT and row.reasons != ("import.row.blank",)
    ]
    left = [(column.header, column_use(column)) for _, column in left_columns(draft.roster.mapping)]
    left += [(column.header, column_use(column)) for column in draft.roster.unknown_columns]
    texts = ImportReportTexts(
        title=tr("import.report.title"),
        period=say_date(day.isoformat()),
        about=tr("import.report.about", file=draft.chosen.source, n=len(draft.plan.rows)),
        counts=tr("import.report.counts"),
        count_columns=(tr("import.report.outcome"), tr("import.report.rows")),
        left_out=tr("import.report.left_out"),
        left_out_columns=(tr("import.report.column"), tr("import.report.why")),
        look=tr("import.report.look"),
        look_columns=(tr("import.report.row"), tr("import.report.name"), tr("import.report.reason")),
        nothing=tr("import.report.nothing"),
    )
    return ImportReportContent(
        unit=unit, texts=texts, counts=tuple(counts_words(draft)), left_out=tuple(left), look=tuple(look)
    )


def _shown(column: str, said: str) -> str:
    """A reading as people read it: a code's word, a date in words, a row of the sheet."""
    sheet, mark, number = said.rpartition("!")
    if mark and number.isdecimal() and sheet:
        return tr("import.row_number", n=number)
    if column in _CODES and said in code_list(column):
        return code_list(column).label(said, language())
    if column in _DAYS and _ISO.fullmatch(said):
        return say_date(said)
    return said
