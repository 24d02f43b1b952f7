"""What is on a paper list as a table for a workbook: the same columns, the same rows, nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from app.figures.model import definitions
from app.forms.benefit_notice import NoticeContent
from app.forms.benefits import CasesContent, SummaryContent, yuan
from app.forms.handed_out import HandedContent
from app.forms.listing import month_words
from app.forms.month_report import MonthReportContent
from app.forms.roster import RosterContent
from app.forms.round_sheet import RoundSheetContent
from app.forms.stock_book import BookContent
from app.forms.tabled import Tabled
from app.forms.texts import texts

Row: TypeAlias = tuple[str | int, ...]


def roster_tables(content: RosterContent) -> tuple[Tabled, ...]:
    """育龄妇女花名册; the method stands in the place of 子女数 as on paper."""
    words = texts("roster")
    names = ["name", "birth", "place", "marital", "method" if content.with_method else "children"]
    names += ["phone"] if content.with_phone else []
    rows = [[getattr(row, name) for name in names] + [row.note] for row in content.rows]
    return (_numbered(words, words["title"], _day(content.day), (*names, "note"), rows),)


def round_tables(content: RoundSheetContent) -> tuple[Tabled, ...]:
    """本月走访单, without the columns to write in."""
    words = texts("round_sheet")
    names = ["group", "door", *(["name"] if content.with_names else []), "service", "opens", "closes"]
    rows = [[str(getattr(row, name)) for name in names] for row in content.rows]
    heads = [words["columns"]["window" if name in ("opens", "closes") else name]["head"] for name in names]
    numbered: tuple[Row, ...] = tuple((number, *row) for number, row in enumerate(rows, start=1))
    return (
        Tabled(
            title=words["title"], period=month_words(content.month), heads=(words["columns"]["number"]["head"], *heads),
            rows=numbered,
        ),
    )  # fmt: skip


def month_tables(content: MonthReportContent) -> tuple[Tabled, ...]:
    """月报表: each figure as printed, by its section; then the supplies."""
    words = texts("month_report")
    rows: list[Row] = []
    for side in ("left", "right"):
        for section in words[side]:
            for code in section["rows"]:
                printed = content.values.get(code, "0")
                if code in words["only_if_any"] and printed == "0":
                    continue
                rows.append((section["head"], definitions()[code].zh, _number(printed)))
    period = f"{month_words(content.month) if content.month else ''} {content.corner}".strip()
    figures = Tabled(title=words["title"], period=period, heads=("", *words["columns"]), rows=tuple(rows))
    supplies = words["supplies"]
    shelves = tuple((s.words, s.opening, s.came, s.went, s.other, s.closing) for s in content.supplies)
    stock = Tabled(title=supplies["head"], period=period, heads=tuple(supplies["columns"]), rows=shelves)
    return (figures, stock) if shelves else (figures,)


def handed_tables(content: HandedContent) -> tuple[Tabled, ...]:
    """避孕药具发放登记表 or 叶酸发放登记; who is 匿名 on paper is here too."""
    words = texts("supplies")
    rows = [
        [
            row.day, row.name or words["anonymous"], row.item,
            words["amount"].format(count=row.quantity, unit=row.unit), row.batch,
        ]
        for row in content.rows
    ]  # fmt: skip
    title = words[content.form]["title"]
    return (_numbered(words, title, month_words(content.month), ("date", "name", "item", "amount", "batch"), rows),)


def stock_tables(content: BookContent) -> tuple[Tabled, ...]:
    """药具台账: one table for each article."""
    words = texts("supplies")["book"]
    heads = tuple(column["head"] for column in words["columns"].values())
    found = []
    for section in content.sections:
        rows: list[Row] = [("", words["opening"], "", "", "", "", section.opening)]
        rows += [
            (row.day, row.what, row.batch, row.expiry, _or_none(row.came), _or_none(row.went), row.left)
            for row in section.rows
        ]
        rows.append(("", words["closing"], "", "", section.came, section.went, section.closing))
        title = words["head"].format(item=section.item, unit=section.unit)
        found.append(Tabled(title=title, period=month_words(content.month), heads=heads, rows=tuple(rows)))
    return tuple(found)


def cases_tables(content: CasesContent) -> tuple[Tabled, ...]:
    """奖励扶助申请花名册."""
    words = texts("benefit_roster")
    names = ("name", "birth", "place", "applicant", "date", "step")
    rows = [[getattr(row, name) for name in names] for row in content.rows]
    return (_numbered(words, words["title"].format(scheme=content.scheme), _day(content.day), names, rows),)


def summary_tables(content: SummaryContent) -> tuple[Tabled, ...]:
    """奖励扶助申请汇总表: cases, and yuan as printed."""
    words = texts("benefit_summary")
    heads = tuple(column["head"] for column in words["columns"].values())
    rows: tuple[Row, ...] = tuple((row[0], *row[1:5], yuan(row[5])) for row in content.rows)
    return (Tabled(title=words["title"], period=words["period"].format(year=content.year), heads=heads, rows=rows),)


def notice_tables(content: NoticeContent) -> tuple[Tabled, ...]:
    """公示表: names masked as on the wall."""
    words = texts("benefit_notice")
    title = words["title"].format(scheme=content.scheme)
    return (_numbered(words, title, _day(content.begins), ("name", "group"), content.rows),)


def _numbered(
    words: Mapping[str, Any], title: str, period: str, names: Sequence[str], rows: Iterable[Sequence[str]]
) -> Tabled:
    heads = tuple(words["columns"][name]["head"] for name in ("number", *names))
    numbered: tuple[Row, ...] = tuple((number, *row) for number, row in enumerate(rows, start=1))
    return Tabled(title=title, period=period, heads=heads, rows=numbered)


def _number(printed: str) -> str | int:
    """A count as a number; a rate, or what nobody knows, as it is printed."""
    plain = printed.replace(",", "").replace("−", "-")
    return int(plain) if plain.lstrip("-").isdecimal() else printed


def _or_none(count: int | None) -> str | int:
    return "" if count is None else count


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
