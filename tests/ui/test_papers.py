"""Every paper from one ledger: for any month, with everybody, with nobody, blank; and what stays off it."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
from openpyxl import load_workbook

from app.demo.village import make_village
from app.errors import InputError
from app.forms.texts import texts
from app.records import Unit, Woman
from app.records.writes import Add
from app.values.dates import make as month_of
from storage.audit import What
from storage.ledger import Ledger
from storage.table_file import workbook
from tests.support.ledgers import new_ledger
from ui.papers.catalogue import PAPERS, make
from ui.papers.made import Made, Wanted
from ui.text import has

TODAY = date(2026, 11, 22)
MONTHS = [month_of(2026, 11), month_of(2026, 10), month_of(2025, 2), month_of(2019, 1)]


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    ledger, _ = new_ledger(tmp_path_factory.mktemp("village"))
    told = (r for r in make_village(7, TODAY, women=60) if not isinstance(r, Unit))
    while lot := list(islice(told, 2000)):
        ledger.write("demo.make", [Add(record) for record in lot])
    yield ledger
    ledger.close()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def made(ledger: Ledger, form: str, **asked: object) -> Made:
    woman = ledger.all(Woman)[0].id if PAPERS[form].alone and not asked.get("blank") else ""
    plain: dict[str, object] = {"month": MONTHS[1], "today": TODAY, "woman": woman}
    return make(ledger, form, Wanted(**{**plain, **asked}))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", list(PAPERS))
def test_any_form_is_made_for_any_month(form: str, village: Ledger) -> None:
    for month in MONTHS if PAPERS[form].speaks_of == "month" else MONTHS[:2]:
        try:
            paper = made(village, form, month=month)
        except InputError as error:
            assert (form, error.code) == ("card", "papers.nobody")  # noqa: PT017  nobody was seen so long ago
            continue
        assert paper.draw(None).startswith(b"%PDF-")
        assert paper.what in get_args(What)
        assert has(f"audit.form.{paper.what.removeprefix('export.')}")


@pytest.mark.parametrize("form", [form for form, spec in PAPERS.items() if spec.blank])
def test_a_blank_form_names_nobody(form: str, village: Ledger) -> None:
    paper = made(village, form, blank=True)
    text = text_of(paper.draw(None))
    assert not any(woman.name in text for woman in village.all(Woman))
    assert not paper.personal


def test_an_empty_ledger_has_papers_too(tmp_path: Path) -> None:
    ledger, _ = new_ledger(tmp_path)
    for form, spec in PAPERS.items():
        if form != "card" and not spec.alone:
            assert make(ledger, form, Wanted(month=MONTHS[1], today=TODAY)).draw(None).startswith(b"%PDF-"), form
    ledger.close()


def test_every_table_opens_as_a_workbook_with_nothing_that_is_not_on_the_paper(village: Ledger) -> None:
    for form in PAPERS:
        paper = made(village, form) if form != "card" else None
        if paper is None or paper.tables is None:
            continue
        tables = paper.tables()
        book = load_workbook(BytesIO(workbook(tables)))
        assert len(book.sheetnames) == len(tables)
        printed = "".join(text_of(paper.draw(None)).split())
        for table in tables:
            for row in table.rows[:40]:
                for value in row:
                    if isinstance(value, str) and form != "round":  # the round sheet writes days without their year
                        assert all(char in printed for char in "".join(value.split())), (form, value)


def test_no_paper_shows_a_method_a_telephone_number_or_an_id_unless_asked(village: Ledger) -> None:
    women = village.all(Woman)
    ids = {woman.id_number for woman in women if woman.id_number}
    phones = {woman.phone for woman in women if woman.phone}
    assert len(ids) > 20
    assert len(phones) > 20
    for form in (
        "month",
        "roster",
        "round",
        "maternal",
        "migrants",
        "events",
        "slips",
        "quality",
        "benefit_notice",
        "pack",
    ):
        text = text_of(made(village, form).draw(None))
        assert not any(number in text for number in ids | phones), form
    asked = text_of(made(village, "roster", method=True, phone=True).draw(None))
    assert sum(number in asked for number in phones) > 20
    assert texts("roster")["columns"]["children"]["head"] not in asked


def test_the_round_sheet_and_the_check_sheet_have_no_names_unless_asked(village: Ledger) -> None:
    names = {woman.name for woman in village.all(Woman) if len(woman.name) > 1}
    for form in ("round", "quality"):
        text = text_of(made(village, form, month=MONTHS[0]).draw(None))
        assert not any(name in text for name in names), form


def test_the_pack_holds_every_part_whatever_else_is_asked_for(village: Ledger) -> None:
    paper = made(village, "pack", names=True, method=True, phone=True)
    text = text_of(paper.draw(None))
    assert all(title in text for title in texts("meeting_pack")["parts"].values())
    assert not any(woman.phone and woman.phone in text for woman in village.all(Woman))
