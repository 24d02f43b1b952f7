"""The commands and their arguments. Each names the function that runs it, loaded when it does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from ui.text import LANGUAGES, tr

REPORTS = (
    "month", "roster", "round", "maternal", "antenatal_first", "antenatal", "postpartum_home", "postpartum_42", "newborn",
    "child_health", "preconception", "handed", "folic", "stock", "card", "migrants", "events", "birth_registration",
    "application", "benefit_roster", "benefit_summary", "benefit_notice", "slips", "consent", "withdrawal", "request",
    "summary", "quality", "pack",
)  # fmt: skip
"""As ``ui.papers.catalogue`` has them, which needs half the program to be loaded; a test holds them together."""
ANSWERS = ("postponed", "declined", "not_reached", "no_more")
CONSENTS = ("given", "refused", "withdrawn")


class Parser(argparse.ArgumentParser):
    """A parser that speaks the language of the interface."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False)
        self._positionals.title = tr("cli.head.arguments")
        self._optionals.title = tr("cli.head.options")
        self.add_argument("-h", "--help", action="help", help=tr("cli.option.help"))

    def format_usage(self) -> str:
        """As argparse, under our own word for it."""
        return _in_our_words(super().format_usage())

    def format_help(self) -> str:
        """As argparse, under our own word for the usage."""
        return _in_our_words(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Says that the command is not complete or not known, and how it is written. Exit code 2."""
        detail = f"\n{message}" if tr("cli.usage.detail") == "yes" else ""
        sys.stderr.write(f"{tr('cli.usage.wrong')}{detail}\n\n{self.format_usage()}")
        raise SystemExit(2)


def _in_our_words(usage: str) -> str:
    return tr("cli.usage.head") + usage.removeprefix("usage:") if usage.startswith("usage:") else usage


def parser() -> Parser:
    """The whole command line."""
    top = Parser(prog="suifang", description=tr("program.about"), epilog=tr("cli.epilog"))
    _everywhere(top, top=True)
    commands = top.add_subparsers(title=tr("cli.head.commands"), metavar="COMMAND", required=True, parser_class=Parser)
    for add in (_set_up, _find, _care, _supplies, _import_and_print, _exchange, _keep):
        add(commands)
    return top


def _everywhere(on: argparse.ArgumentParser, *, top: bool = False) -> None:
    """The options that may stand before or after the command."""

    def option(name: str, default: Any, **rest: Any) -> None:
        on.add_argument(name, default=default if top else argparse.SUPPRESS, **rest)

    option("--ledger", None, type=Path, metavar="FOLDER", help=tr("option.ledger"))
    option("--person", None, metavar="NAME", help=tr("cli.option.person"))
    option("--passphrase-fd", None, type=int, metavar="N", help=tr("cli.option.passphrase_fd"))
    option("--today", None, metavar="DATE", help=tr("cli.option.today"))
    option("--language", None, choices=LANGUAGES, help=tr("cli.option.language"))
    option("--json", False, action="store_true", help=tr("cli.option.json"))


def _command(commands: Any, name: str, run: str) -> Parser:
    found: Parser = commands.add_parser(name, help=tr(f"cli.command.{name}"), description=tr(f"cli.command.{name}"))
    found.set_defaults(run=f"ui.cli.{run}")
    _everywhere(found)
    return found


def _steps(commands: Any, name: str, steps: Sequence[str], run: str) -> dict[str, Parser]:
    """A command with a second word: ``method start``."""
    group: Parser = commands.add_parser(name, help=tr(f"cli.command.{name}"), description=tr(f"cli.command.{name}"))
    below = group.add_subparsers(title=tr("cli.head.commands"), metavar="STEP", required=True, parser_class=Parser)
    made = {}
    for step in steps:
        told = tr(f"cli.command.{name}.{step}")
        made[step] = below.add_parser(step, help=told, description=told)
        made[step].set_defaults(run=f"ui.cli.{run}_{step}")
        _everywhere(made[step])
    return made


def _set_up(commands: Any) -> None:
    new = _command(commands, "new", "keeping:new")
    new.set_defaults(about="unit")
    new.add_argument("--unit-code", required=True, metavar="CODE", help=tr("first.code_note"))
    new.add_argument("--unit-name", required=True, metavar="NAME", help=tr("first.unit_name"))
    new.add_argument("--office", metavar="NAME", help=tr("first.office"))
    new.add_argument("--worker", required=True, metavar="NAME", help=tr("first.worker"))
    person = _steps(commands, "person", ("list", "add", "remove", "passphrase", "sheet"), "people:person")
    person["add"].add_argument("name", metavar="NAME", help=tr("cli.arg.new_person"))
    person["add"].add_argument("--role", default="worker", metavar="CODE", help=tr("cli.arg.role"))
    for step in ("remove", "passphrase"):
        person[step].add_argument("name", metavar="NAME", help=tr("cli.arg.person"))
    demo = _command(commands, "demo", "keeping:demo")
    demo.add_argument("--women", type=int, default=420, metavar="N", help=tr("cli.arg.demo_women"))
    demo.add_argument("--seed", type=int, default=20_260, metavar="N", help=tr("cli.arg.demo_seed"))


def _find(commands: Any) -> None:
    women = _command(commands, "women", "women:women")
    women.add_argument("search", nargs="*", metavar="SEARCH", help=tr("cli.arg.search"))
    women.add_argument("--most", type=int, default=50, metavar="N", help=tr("cli.arg.most"))
    show = _command(commands, "show", "women:show")
    _woman(show)
    due = _command(commands, "due", "women:due")
    due.add_argument("--month", metavar="YYYY-MM", help=tr("cli.arg.due_month"))
    _on(due)


def _woman(on: argparse.ArgumentParser) -> None:
    on.add_argument("woman", metavar="WOMAN", help=tr("cli.arg.woman"))


def _on(on: argparse.ArgumentParser) -> None:
    on.add_argument("--on", metavar="DATE", help=tr("cli.arg.on"))


def _fields(on: argparse.ArgumentParser) -> None:
    on.add_argument("fields", nargs="*", metavar="FIELD=VALUE", help=tr("cli.arg.fields"))
    _on(on)


def _care(commands: Any) -> None:
    visit = _command(commands, "visit", "care:visit")
    visit.set_defaults(about="visit")
    _woman(visit)
    visit.add_argument("kind", metavar="KIND", help=tr("cli.arg.visit_kind"))
    _fields(visit)
    method = _steps(commands, "method", ("start", "stop"), "care:method")
    method["start"].set_defaults(about="method_use")
    method["stop"].set_defaults(about="method_use")
    _woman(method["start"])
    method["start"].add_argument("method", metavar="METHOD", help=tr("cli.arg.method"))
    method["start"].add_argument("--beside", action="store_true", help=tr("cli.arg.beside"))
    _fields(method["start"])
    _woman(method["stop"])
    method["stop"].add_argument("method", nargs="?", metavar="METHOD", help=tr("cli.arg.method_stop"))
    method["stop"].add_argument("--reason", metavar="CODE", help=tr("cli.arg.stop_reason"))
    _on(method["stop"])
    consent = _command(commands, "consent", "care:consent")
    consent.set_defaults(about="consent")
    _woman(consent)
    consent.add_argument("scope", metavar="SCOPE", help=tr("cli.arg.scope"))
    consent.add_argument("state", choices=CONSENTS, metavar="|".join(CONSENTS), help=tr("cli.arg.consent"))
    consent.add_argument("--how", metavar="CODE", help=tr("cli.arg.how"))
    consent.add_argument("--witness", metavar="NAME", help=tr("cli.arg.witness"))
    _on(consent)
    population = _command(commands, "population", "care:population")
    population.set_defaults(about="population")
    population.add_argument("month", metavar="YYYY-MM", help=tr("cli.arg.population_month"))
    population.add_argument("--residents", type=int, metavar="N", help=tr("field.population.residents"))
    population.add_argument("--registered", type=int, metavar="N", help=tr("field.population.registered"))
    population.add_argument("--source", metavar="TEXT", help=tr("field.population.source"))
    population.add_argument("--deaths", type=int, metavar="N", help=tr("field.population.deaths"))
    month = _steps(commands, "month", ("figures", "close", "compare"), "month:month")
    for step in month.values():
        step.set_defaults(about="month_report")
        step.add_argument("--month", metavar="YYYY-MM", help=tr("cli.arg.report_month"))
    month["figures"].add_argument("--period", metavar="PERIOD", help=tr("cli.arg.period"))
    month["close"].add_argument("--by", metavar="NAME", help=tr("month.close.by"))
    month["close"].add_argument("--note", metavar="TEXT", help=tr("month.close.note"))
    answer = _command(commands, "answer", "care:answer")
    answer.set_defaults(about="response")
    answer.add_argument("followup", metavar="KEY", help=tr("cli.arg.followup"))
    answer.add_argument("answer", choices=ANSWERS, metavar="|".join(ANSWERS), help=tr("cli.arg.answer"))
    answer.add_argument("--until", metavar="DATE", help=tr("cli.arg.until"))
    _on(answer)


def _supplies(commands: Any) -> None:
    moves = ("in", "out", "back", "loss", "return", "count")
    steps = _steps(commands, "supplies", ("list", "add", *moves), "supplies:supplies")
    steps["add"].set_defaults(about="supply_item")
    steps["add"].add_argument("article", metavar="ARTICLE|usual", help=tr("cli.arg.article"))
    steps["add"].add_argument("fields", nargs="*", metavar="FIELD=VALUE", help=tr("cli.arg.fields"))
    for name in moves:
        step = steps[name]
        step.set_defaults(about="supply_movement")
        step.add_argument("item", metavar="ITEM", help=tr("cli.arg.item"))
        step.add_argument("quantity", type=int, metavar="N", help=tr("cli.arg.quantity"))
        if name != "out":
            step.add_argument("--batch", metavar="NUMBER", help=tr("field.supply_batch.number"))
        if name in ("out", "back"):
            step.add_argument("--to", metavar="WOMAN", help=tr("cli.arg.to"))
        if name in ("loss", "return", "count"):
            step.add_argument("--reason", metavar="TEXT", help=tr("field.supply_movement.reason"))
        _on(step)
    steps["in"].add_argument("--expiry", metavar="DATE", help=tr("field.supply_batch.expiry"))
    steps["in"].add_argument("--source", metavar="TEXT", help=tr("field.supply_batch.source"))
    steps["out"].add_argument("--until", metavar="DATE", help=tr("field.supply_movement.until"))


def _import_and_print(commands: Any) -> None:
    load = _command(commands, "import", "importing:load")
    load.add_argument("file", type=Path, metavar="FILE", help=tr("cli.arg.roster"))
    load.add_argument("--dry-run", action="store_true", help=tr("cli.arg.dry_run"))
    report = _command(commands, "report", "reports:report")
    report.add_argument("form", choices=REPORTS, metavar="FORM", help=tr("cli.arg.report", forms=", ".join(REPORTS)))
    report.add_argument("--month", metavar="YYYY-MM", help=tr("cli.arg.report_month"))
    report.add_argument("-o", "--out", required=True, type=Path, metavar="FILE", help=tr("cli.arg.pdf"))
    report.add_argument("--with-method", action="store_true", help=tr("cli.arg.with_method"))
    report.add_argument("--with-phone", action="store_true", help=tr("cli.arg.with_phone"))
    report.add_argument("--with-names", action="store_true", help=tr("cli.arg.with_names"))
    report.add_argument("--with-hidden", action="store_true", help=tr("cli.arg.with_hidden"))
    report.add_argument("--woman", default="", metavar="WOMAN", help=tr("cli.arg.report_woman"))
    report.add_argument("--scheme", default="", metavar="NAME", help=tr("cli.arg.scheme"))
    report.add_argument("--blank", action="store_true", help=tr("cli.arg.blank"))
    report.add_argument("--purpose", default="", metavar="TEXT", help=tr("cli.arg.purpose"))


def _exchange(commands: Any) -> None:
    enrol = _steps(commands, "enrol", ("request", "grant"), "exchange:enrol")
    enrol["request"].add_argument("folder", type=Path, metavar="FOLDER", help=tr("cli.arg.folder"))
    enrol["request"].add_argument("--label", default="", metavar="TEXT", help=tr("cli.arg.label"))
    enrol["request"].add_argument("--anew", action="store_true", help=tr("cli.arg.anew"))
    enrol["grant"].add_argument("file", type=Path, metavar="FILE", help=tr("cli.arg.grant"))
    enrol["grant"].add_argument("--code", metavar="CODE", help=tr("cli.arg.code"))
    send = _command(commands, "send", "exchange:send")
    send.add_argument("folder", type=Path, metavar="FOLDER", help=tr("cli.arg.folder"))
    receive = _command(commands, "receive", "exchange:receive")
    receive.add_argument("place", type=Path, metavar="PATH", help=tr("cli.arg.place"))
    _command(commands, "exchange", "line:exchange")
    _command(commands, "status", "exchange:status")
    differences = _steps(commands, "differences", ("list", "settle"), "differences:differences")
    differences["settle"].add_argument("record", metavar="RECORD", help=tr("cli.arg.difference.record"))
    differences["settle"].add_argument("field", metavar="FIELD", help=tr("cli.arg.difference.field"))
    which = differences["settle"].add_mutually_exclusive_group(required=True)
    which.add_argument("--keep", type=int, metavar="N", help=tr("cli.arg.difference.keep"))
    which.add_argument("--value", metavar="VALUE", help=tr("cli.arg.difference.value"))
    office = _steps(commands, "office", ("list", "admit", "accept", "send", "stop"), "office:office")
    office["admit"].add_argument("file", type=Path, metavar="FILE", help=tr("cli.arg.office_request"))
    office["admit"].add_argument("--to", type=Path, metavar="FOLDER", help=tr("cli.arg.office_to"))
    office["admit"].add_argument("--label", default="", metavar="TEXT", help=tr("cli.arg.office_label"))
    office["admit"].add_argument("--goes-on", action="store_true", help=tr("cli.arg.office_goes_on"))
    office["accept"].add_argument("file", type=Path, metavar="FILE", help=tr("cli.arg.office_admission"))
    for step in ("admit", "accept"):
        office[step].add_argument("--code", metavar="CODE", help=tr("cli.arg.office_code"))
    office["send"].add_argument("folder", type=Path, metavar="FOLDER", help=tr("cli.arg.folder"))
    office["stop"].set_defaults(about="laptop_stop")
    office["stop"].add_argument("laptop", metavar="LAPTOP", help=tr("cli.arg.laptop"))
    office["stop"].add_argument("--reason", required=True, metavar="CODE", help=tr("cli.arg.stop_laptop_reason"))
    office["stop"].add_argument("--notice", type=Path, metavar="FOLDER", help=tr("cli.arg.notice"))
    letters = _steps(commands, "letters", ("list", "accept", "decline"), "letters:letters")
    for step in ("accept", "decline"):
        letters[step].add_argument("proposal", metavar="LETTER", help=tr("cli.arg.proposal"))
    handover = _steps(commands, "handover", ("ask",), "letters:handover")
    _woman(handover["ask"])
    handover["ask"].add_argument("--how", required=True, choices=("signed", "oral"), help=tr("cli.arg.asked_how"))


def _keep(commands: Any) -> None:
    backup = _command(commands, "backup", "keeping:backup")
    backup.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help=tr("cli.arg.backup"))
    backups = _command(commands, "backups", "restoring:backups")
    backups.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help=tr("cli.arg.backups"))
    restore = _command(commands, "restore", "restoring:restore")
    restore.add_argument("backup", type=Path, metavar="FOLDER", help=tr("cli.arg.backup_folder"))
    restore.add_argument("--dry-run", action="store_true", help=tr("cli.arg.rehearse"))
    _command(commands, "verify", "keeping:verify")
    history = _command(commands, "history", "keeping:history")
    history.add_argument("--most", type=int, default=20, metavar="N", help=tr("cli.arg.most"))
    audit = _command(commands, "audit", "keeping:audit")
    audit.add_argument("--most", type=int, default=20, metavar="N", help=tr("cli.arg.most"))
    undo = _command(commands, "undo", "keeping:undo")
    undo.add_argument("number", type=int, metavar="N", help=tr("cli.arg.undo"))
