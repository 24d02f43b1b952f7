"""`python installer/smoke.py FOLDER`: tries the frozen programs as somebody would who just installed them.

The desktop comes up to its first screen on a computer that never saw it; the command line makes a ledger, fills it and
asks what is due. Fonts, texts, codes, schedules and forms must all be found in the frozen folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 120
COMMANDS = (
    ["new", "--unit-code", "430981203205", "--unit-name", "莲荷村", "--worker", "肖玉梅"],
    ["demo", "--women", "60"],
    ["due"],
    ["report", "month", "--out", "month.pdf"],
)
PASSPHRASE = "lamp-orange-bus-umbrella"


def main(folder: Path) -> int:
    """Tries both; raises on the first thing that is wrong."""
    end = ".exe" if os.name == "nt" else ""
    with tempfile.TemporaryDirectory(prefix="suifang-smoke-") as home:
        at = Path(home)
        own = dict.fromkeys(
            ("HOME", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home
        )
        env = (
            {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | own | {"QT_QPA_PLATFORM": "offscreen"}
        )
        desktop(folder / f"suifang-desktop{end}", at / "nothing-yet", env)
        command_line(folder / f"suifang{end}", at / "village", env)
        desktop(folder / f"suifang-desktop{end}", at / "village", env)
    return 0


def desktop(program: Path, ledger: Path, env: dict[str, str]) -> None:
    """The first screen: first start, or the lock where there is a ledger; quietly and with exit code 0."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        said = run([program, "--ledger", ledger, "--try"], env)
        times.append(time.perf_counter() - started)
        assert "Traceback" not in said.stderr, said.stderr
    print(
        f"desktop on {ledger.name}: the first screen, and closed again, after {sorted(times)[2] * 1000:.0f} ms (median of 5)"
    )


def command_line(program: Path, ledger: Path, env: dict[str, str]) -> None:
    """``new``, ``demo``, ``due``, a form as PDF."""
    key = ["--ledger", ledger, "--passphrase-fd", "0", "--json"]
    for words in COMMANDS:
        said = run([program, *words, *key], env, PASSPHRASE + "\n")
        print(f"suifang {' '.join(words)}: {len(said.stdout)} characters of JSON")
        json.loads(said.stdout)


def run(command: list[str | Path], env: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs to the end; what it wrote is shown when it fails."""
    done = subprocess.run(
        command,
        cwd=env["HOME"],
        env=env,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
