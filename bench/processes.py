"""Processes of their own, for what a warm process would hide: loading, memory. Compiled once, as installed programs are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench import data, exchange


def python(own: Path, *arguments: str) -> subprocess.Popen[str]:
    """A Python off screen, with settings of its own in a folder; its output to be read."""
    env = {
        "HOME": str(own),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(own / "compiled"),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(own / "config"),
    }
    return subprocess.Popen(
        [sys.executable, "-P", *arguments], cwd=data.ROOT, env=os.environ | env, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def window(own: Path, what: str, ledger: Path) -> float:
    """The figure that ``bench.windows`` says of a ledger."""
    arguments = ["-m", "bench.windows", what, str(ledger), exchange.SECRET, data.TODAY.isoformat()]
    with python(own, *arguments) as process:
        said, _ = process.communicate()
    assert process.returncode == 0, arguments
    return float(said)


def strong_village(folder: Path) -> Path:
    """The village's ledger, its key under a passphrase at the cost of every real ledger; returns where it lies."""
    with exchange.village(folder) as ledger:
        ledger.change_passphrase(exchange.SECRET, exchange.SECRET)
    return folder / "village"
