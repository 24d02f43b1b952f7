"""``suifang-hub`` as a real process, from an empty folder to a receipt the laptop believes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.records.writes import Add
from sync import laptop
from sync.laptop import Became
from tests.support.ledgers import a_woman, new_ledger
from tests.sync.support import START

ROOT = Path(__file__).parents[2]
PASSPHRASE = "桂花开了一院子，香得很远"


def run(home: Path, *arguments: str | Path, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    read, write = os.pipe()
    os.write(write, passphrase.encode() + b"\n")
    os.close(write)
    command = [sys.executable, "-m", "sync.hub.main", "--home", str(home), "--passphrase-fd", str(read)]
    try:
        return subprocess.run(
            [*command, *map(str, arguments)],
            cwd=ROOT, pass_fds=(read,), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(read)


@pytest.mark.skipif(os.name != "posix", reason="descriptors are handed over by number")
def test_a_county_from_nothing_to_a_receipt(tmp_path: Path) -> None:
    home, stick = tmp_path / "hub", tmp_path / "stick"
    stick.mkdir()
    assert "(hub.missing)" in run(home, "take", stick).stderr
    assert "(input.passphrase.short)" in run(home, "init", "--name", "桃江县妇幼", passphrase="短").stderr
    made = run(home, "init", "--name", "桃江县妇幼")
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((home / "hub-keys.age").stat().st_mode) == 0o600
    assert "(hub.exists)" in run(home, "init", "--name", "又一个").stderr

    ledger, _ = new_ledger(tmp_path)
    asked = laptop.request_enrolment(ledger, stick, START)
    wrong = run(home, "enrol", asked.path, "--code", "0000 0000 0000 0000")
    assert (wrong.returncode, "(exchange.code_differs)" in wrong.stderr) == (1, True)
    enrolled = run(home, "--lang", "en", "enrol", asked.path, "--code", asked.code)
    assert enrolled.returncode == 0, enrolled.stderr
    (grant,) = stick.glob("suifang-grant-*")
    county_code = enrolled.stdout.strip().rpartition(": ")[2]
    assert laptop.accept_grant(ledger, grant, county_code, START).name == "桃江县妇幼"

    woman = a_woman()
    ledger.write("import", [Add(woman)])
    sent = laptop.send(ledger, stick, START)
    (stick / "照片.jpg").write_bytes(b"not ours")
    broken = stick / sent.path.name.replace(sent.manifest.bundle[:8], "00000000")
    broken.write_bytes(sent.path.read_bytes()[:-40])
    taken = run(home, "take", stick)
    assert taken.returncode == 1
    assert "(exchange.cut)" in taken.stderr
    assert sent.path.name in taken.stdout
    broken.unlink()
    outcomes = laptop.receive(ledger, stick, START)
    assert [o.became for o in outcomes].count(Became.TAKEN) == 1
    assert laptop.send(ledger, stick, START).manifest.is_empty

    refused = run(home, "take", stick, passphrase="不是这个口令，差得远呢")
    assert (refused.returncode, "(hub.key.wrong)" in refused.stderr) == (1, True)
    shown = run(home, "status", "--json")
    (line,) = json.loads(shown.stdout)["laptops"]
    assert (line["unit"], line["bundles"], line["refused"]) == ("430981203205", 1, 0)
    ledger.close()
