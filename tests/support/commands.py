"""The command lines as real processes, on a machine of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.ledger import Ledger
from tests.support.ledgers import CHEAP, PASSPHRASE

ROOT = Path(__file__).parents[2]
HUB_PASSPHRASE = "县妇幼保健院二楼资料室的钥匙"


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed as JSON."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> Any:
        """The error it printed as JSON."""
        assert self.out == ""
        return json.loads(self.err)


@dataclass(frozen=True)
class Machine:
    """A computer: its own data, state and settings folders."""

    home: Path

    @property
    def ledger(self) -> Path:
        """The folder of the ledger."""
        return self.home / "ledger"

    def environment(self) -> dict[str, str]:
        """Where platformdirs looks."""
        names = ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        return {**os.environ, **{name: str(self.home / name.lower()) for name in names}, "PYTHONPATH": str(ROOT)}

    def run(self, module: str, *arguments: str | Path, secrets: Sequence[str] = (PASSPHRASE,)) -> Ended:
        """Runs a module with arguments; the secrets go through a file descriptor."""
        with self.start(module, *arguments, secrets=secrets) as process:
            try:
                out, err = process.communicate(timeout=120)
            finally:
                process.kill()
        return Ended(process.returncode, out.decode(), err.decode())

    def start(self, module: str, *arguments: str | Path, secrets: Sequence[str]) -> subprocess.Popen[bytes]:
        """Starts a module, and does not wait for its end."""
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{line}\n" for line in secrets).encode())
        os.close(writing)
        try:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", module, "--passphrase-fd", str(reading), *map(str, arguments)],
                cwd=ROOT, env=self.environment(), pass_fds=(reading,), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        finally:
            os.close(reading)

    def suifang(self, *arguments: str | Path, secrets: Sequence[str] = (PASSPHRASE,)) -> Ended:
        """``suifang`` in Chinese."""
        return self.run("ui.cli.main", "--ledger", self.ledger, "--language", "zh", *arguments, secrets=secrets)

    def tell(self, *arguments: str | Path) -> Any:
        """``suifang --json``, which must go well."""
        return self.suifang("--json", *arguments).data

    def hub(self, *arguments: str | Path) -> Ended:
        """``suifang-hub``."""
        return self.run("sync.hub.main", "--home", self.home / "hub", *arguments, secrets=(HUB_PASSPHRASE,))

    def with_ledger(self) -> Machine:
        """The same with a fresh ledger that opens quickly."""
        marks = self.home / "xdg_state_home" / "Suifang" / "marks"
        ledger, _ = Ledger.create(
            self.ledger, unit_code="320482102203", unit_name="王家村", worker_name="肖玉梅", passphrase=PASSPHRASE,
            cost=CHEAP, marks=marks,
        )  # fmt: skip
        ledger.close()
        return self
