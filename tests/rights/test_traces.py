"""Nobody's name, number or telephone lies about: not in the log, the crash text, temporary files, the ledger's bytes,
or a stick.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from traceback import format_exception

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.errors import StorageTrouble
from app.records import Record, Woman
from storage.ledger import Ledger, people
from sync.hub import main as hub_main
from sync.hub.county import KEYS_FILE
from sync.hub.store import Store
from tests.rights.marked import FILLED, Marks, fill, found_in
from tests.support.commands import Ended, Machine
from tests.support.ledgers import PASSPHRASE
from tests.sync.support import START, a_hub
from tests.ui.desktop.conftest import MakeWindow
from tests.ui.desktop.county import ledger_in, page_of, settled, sign_in
from ui import crash
from ui.desktop.widgets.words import Words


@dataclass
class House:
    """A computer with a marked village, and a folder in which everything temporary would land."""

    machine: Machine
    women: list[Woman]
    ids: list[str]
    said: list[str]

    def run(self, *arguments: str | Path, module: str = "ui.cli.main") -> Ended:
        """Runs a command, and keeps what it said when it did not do what was wanted."""
        ended = self.machine.run(module, "--ledger", self.machine.ledger, *arguments, secrets=(PASSPHRASE,))
        self.said.append(ended.err)
        return ended

    def traces(self, *folders: Path) -> set[tuple[str, str]]:
        """Where marks or ids of these people lie: (file, what)."""
        found = set()
        for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
            content = file.read_bytes()
            found |= {(file.name, mark) for mark in found_in(content) | found_in(os.fsencode(file.name))}
            found |= {(file.name, one) for one in self.ids if one.encode() in content or bytes.fromhex(one) in content}
        return found


def opened(machine: Machine) -> Ledger:
    marks = machine.home / "xdg_state_home" / "Suifang" / "marks"
    return Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    for name in ("home", "tmp", "stick"):
        (tmp_path / name).mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(tmp_path / "tmp"))
    machine = Machine(tmp_path / "home").with_ledger()
    ledger = opened(machine)
    _, records = fill(ledger, 5, women=12)
    women = ledger.all(Woman)
    ledger.close()
    return House(machine, women, [r.id for r in records if r.kind != "population"], [])


def test_the_search_would_find_something(tmp_path: Path) -> None:
    marks = Marks()
    name = marks.give("woman", "a", "a", "name")
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        (tmp_path / encoding).write_bytes(b"x" + name.encode(encoding))
        assert found_in((tmp_path / encoding).read_bytes()[1:]) == {name}
    assert ("woman", "id_number") in FILLED


def test_commands_that_work_and_that_do_not_leave_no_trace(house: House, tmp_path: Path) -> None:
    her, other = house.women[0], house.women[1]
    stick, run = tmp_path / "stick", house.run
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + "、".join(w.name for w in house.women).encode())
    half = tmp_path / "half.csv"
    half.write_text("备注\n" + "\n".join(w.name for w in house.women), encoding="utf-8")
    roster = tmp_path / "roster.csv"
    rows = [f"{w.name},{w.id_number},1990-13-45,{w.phone}" for w in house.women]
    roster.write_text("\n".join(["姓名,身份证号,出生日期,电话", *rows]), encoding="utf-8")

    assert run("women", her.name).code == 0
    assert run("show", her.id).code == 0
    assert run("due").code == 0
    assert run("import", roster, "--dry-run").code == 0
    assert run("backup").code == 0
    assert run("backup", stick).code == 0
    assert run("enrol", "request", stick).code == 0
    assert run("report", "roster", "-o", tmp_path / "out.pdf", "--with-phone").code == 0
    for refused in (
        run("import", broken),
        run("import", half),
        run("import", tmp_path / "missing.xlsx"),
        run("visit", her.id, "injection"),
        run("visit", her.id, "general", "side_effects=" + (other.name or "") * 60),
        run("visit", her.id, "general", "systolic=" + (her.phone or "")),
        run("consent", her.id, "county", "given", "--on", other.name),
        run("population", "2026-10", "--source", her.name * 20),
        run("send", stick),
        run("report", "roster", "-o", half / "out.pdf"),
        run("undo", "999999"),
    ):
        assert refused.code != 0
    crashed = run("show", her.id, module="tests.rights.breaking")
    assert "suifang.log" in crashed.err
    log = house.machine.home / "xdg_state_home" / "Suifang" / "log" / "suifang.log"
    assert "ValueError" in log.read_text(encoding="utf-8"), "the crash is in the log"

    assert [found_in(said.encode()) for said in house.said if found_in(said.encode())] == []
    assert house.traces(house.machine.home, tmp_path / "tmp", stick) == set()


def test_a_bundle_a_receipt_and_what_was_cut_off_on_the_way_are_noise(house: House, tmp_path: Path) -> None:
    ledger, stick = opened(house.machine), tmp_path / "stick"
    from sync import laptop

    hub = a_hub(tmp_path)
    request = laptop.request_enrolment(ledger, stick, START)
    enrolled = hub.enrol(request.path.read_bytes(), request.path.name, START)
    (stick / enrolled.name).write_bytes(enrolled.content)
    laptop.accept_grant(ledger, stick / enrolled.name, hub.code, START)
    sent = laptop.send(ledger, stick, START)
    answer = hub.take(sent.path.read_bytes(), sent.path.name, START)
    (stick / answer.name).write_bytes(answer.content)
    (stick / f".{sent.path.name}.part").write_bytes(sent.path.read_bytes()[:5000])
    laptop.receive(ledger, stick, START)
    told = str(ledger.exchange_log())
    ledger.close()
    hub.close()
    assert len(list(stick.iterdir())) >= 4
    assert house.traces(stick, house.machine.home, tmp_path / "tmp") == set()
    assert found_in(told.encode()) == set()
    assert not [one for one in house.ids if one in told]


def test_an_error_inside_the_county_quotes_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = Marks().give("woman", "a", "a", "name")

    def breaks(_: str) -> Store:
        with Store(f"sqlite:///{tmp_path / 'hub.db'}").begin() as db:
            db.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": name})
        raise AssertionError

    def breaks_otherwise(_: str) -> Store:
        raise ValueError(name)

    (tmp_path / KEYS_FILE).touch()
    for broken in (breaks, breaks_otherwise):
        monkeypatch.setattr("sync.hub.main.Store", broken)
        assert hub_main.main(["--home", str(tmp_path), "status"]) == 1
    told = capsys.readouterr()
    assert "ValueError" in told.err
    assert found_in((told.out + told.err).encode()) == set()
    with pytest.raises(StorageTrouble) as trouble:
        breaks("")
    assert name not in "".join(format_exception(trouble.value))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    import logging

    before = list(logging.getLogger().handlers)
    crash.start_log(tmp_path / "suifang.log")
    yield tmp_path / "suifang.log"
    for handler in [h for h in logging.getLogger().handlers if h not in before]:
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_a_page_that_breaks_names_nobody(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str], expect_log: Callable[[str], None],
) -> None:  # fmt: skip
    expect_log("suifang.crash: ERROR")
    own = "0" * 31 + "1"
    marks = Marks()
    her = marks.marked(Woman(id=own, subject=own, name="x", birth_date="1991-04-06"))
    window = make_window(folder="elsewhere")
    sign_in(window, qtbot, ledger_in(tmp_path / "ledger", [her]))

    def breaks(*_: object) -> list[Record]:
        raise ValueError(f"cannot read {her}")

    monkeypatch.setattr("ui.desktop.pages.ledger.page.ranks", breaks)
    monkeypatch.setattr("ui.desktop.pages.today.page.read_today", breaks)
    for key in ("ledger", "today"):
        page_of(window, key)
        settled(window, qtbot)
    written = log.read_text(encoding="utf-8")
    assert "ValueError" in written
    assert found_in(log.read_bytes()) == set()
    assert own not in written
    out, err = capfd.readouterr()
    assert found_in((out + err).encode()) == set()
    shown = " ".join(words.text() for words in window.findChildren(Words))
    assert found_in(shown.encode()) == set()
