"""The statutory forms as PDF, their tables as a workbook."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from app.errors import InputError
from storage.files import write_whole
from ui.cli.opening import month_of, opened, today, woman_of
from ui.cli.told import Told
from ui.papers.catalogue import PAPERS, make
from ui.papers.made import Made, Wanted
from ui.text import tr

if TYPE_CHECKING:
    from storage.audit import Fact
    from storage.ledger import Ledger

WORKBOOK = ".xlsx"


def report(options: Namespace) -> Told:
    """``report``: a form of a month (or of a woman), written whole to a file only this account reads."""
    with opened(options) as ledger:
        _require(options)
        made = make(ledger, options.form, _wanted(ledger, options))
        content = _written(made, options)
        write_whole(options.out, content, private=True)
        facts: dict[str, Fact] = dict(made.facts)
        subject = _subject(ledger, options)
        ledger.note(made.what, subject, way="save", purpose=options.purpose, **facts)
    return Told(
        {"file": str(options.out), "bytes": len(content), **made.data}, (tr("cli.report.done", file=options.out),)
    )  # fmt: skip


def _require(options: Namespace) -> None:
    """Raises InputError where a form cannot be made as asked."""
    spec = PAPERS[options.form]
    for name in ("names", "method", "phone", "hidden"):
        if getattr(options, f"with_{name}") and name not in spec.may:
            raise InputError("papers.not_on_it", option=f"--with-{name}")
    if options.woman and not spec.of_women:
        raise InputError("papers.not_on_it", option="--woman")


def _wanted(ledger: Ledger, options: Namespace) -> Wanted:
    return Wanted(
        month=month_of(options.month, today()), today=today(), woman=_subject(ledger, options), scheme=options.scheme,
        blank=options.blank, names=options.with_names, method=options.with_method, phone=options.with_phone,
        hidden=options.with_hidden,
    )  # fmt: skip


def _subject(ledger: Ledger, options: Namespace) -> str:
    return woman_of(ledger, options.woman).woman.id if options.woman else ""


def _written(made: Made, options: Namespace) -> bytes:
    """A PDF, or by its name a workbook. Raises InputError where a form is no table."""
    if options.out.suffix.lower() != WORKBOOK:
        return made.draw(None)
    if made.tables is None:
        raise InputError("papers.no_table")
    from storage.table_file import workbook

    return workbook(made.tables())
