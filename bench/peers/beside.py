"""`./dev bench peers [--rounds N] [--write]`: the common work, Suifang beside others, turn by turn on the same machine.

The others are no part of the project: each is installed, at the version named here, into a folder of the user's cache, and
left out with a word where that fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from bench import data, report
from bench.peers import workload
from bench.peers.ours import two
from bench.peers.workload import DISJOINT, SAME

_PATIENCE = 900
"""Seconds for an installation or one round."""


@dataclass(frozen=True)
class Peer:
    """Who else keeps copies alike. ``note``: what to know before comparing."""

    name: str
    driver: str
    packages: tuple[str, ...]
    note: str

    @property
    def folder(self) -> Path:
        """Where its libraries lie."""
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "suifang-bench-peers" / "+".join(self.packages).replace("/", "_")

    @property
    def _python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def install(self) -> None:
        """Once. Raises OSError or SubprocessError where it cannot be."""
        done = self.folder / "installed"
        if done.exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.driver.endswith(".mjs"):
            npm = shutil.which("npm") or "npm"
            _call(npm, "install", "--no-audit", "--no-fund", "--prefix", str(self.folder), *self.packages)
        else:
            _call(sys.executable, "-m", "venv", str(self.folder))
            _call(str(self._python), "-m", "pip", "install", "-q", "--only-binary", ":all:", *self.packages)
        done.touch()

    def run(self, work: Path, folder: Path) -> Ended:
        """Does the work once in a process of its own. Raises SubprocessError."""
        if self.driver.endswith(".mjs"):
            driver = str(Path(__file__).parent / "drivers" / self.driver)
            command = ["node", "--max-old-space-size=6000", driver, str(work), str(folder), str(self.folder)]
        else:
            command = [str(self._python), "-m", f"bench.peers.drivers.{self.driver}", str(work), str(folder)]
        told = json.loads(_call(*command))
        parts = {part: folder / part for part in "ab"}
        carried = {part: path.read_bytes() for part, path in parts.items() if path.exists()}
        return Ended(
            told["version"], told["took"], {part: len(content) for part, content in carried.items()},
            {part: len(zstandard.compress(content, 6)) for part, content in carried.items()},
            told["converged"], told["visible"], told["kept"],
        )  # fmt: skip


@dataclass
class Ended:
    """How one round ended: seconds (``a``, by the processor's clock ``a cpu``) and bytes of A and B; the edits of C."""

    version: str
    took: dict[str, float]
    sizes: dict[str, int]
    zipped: dict[str, int]
    converged: bool
    visible: int
    kept: int


@dataclass
class Row:
    """One line of the table: the rounds so far, or why there are none."""

    name: str
    note: str
    rounds: list[Ended] = field(default_factory=list)
    trouble: str = ""


PEERS = (
    Peer("SQLite session extension", "session", ("apsw==3.54.1.0",), "plain file; keeps no losing value by itself"),
    Peer(
        "the same, encrypted file", "session", ("apsw-sqlite3mc==3.54.0.0",),
        "SQLCipher's own page format; changeset itself plain",
    ),
    Peer("Loro", "loro_doc", ("loro==1.17.1",), "in memory, no file, no encryption"),
    Peer("Yjs (pycrdt)", "yjs_doc", ("pycrdt==0.14.13",), "in memory, no file, no encryption"),
    Peer("Automerge", "automerge.mjs", ("@automerge/automerge@3.5.0",), "wasm, in memory, no file, no encryption"),
    Peer("PouchDB", "pouchdb.mjs", ("pouchdb-node@9.0.0",), "LevelDB to LevelDB in one process, nothing carried"),
    Peer("cr-sqlite", "crsqlite.mjs", ("@vlcn.io/crsqlite-wasm@0.16.0",), "wasm, in memory; rows as JSON"),
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Runs and prints; 1 when Suifang loses or hides an edit."""
    parser = argparse.ArgumentParser(prog="./dev bench peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; the quickest counts")
    parser.add_argument("--write", action="store_true", help="append the table to bench/RESULTS.md")
    options = parser.parse_args(arguments)
    ours = Row("**Suifang**", "encrypted ledgers; sealed, signed, flushed files; every conflict listed to a person")
    rows = [Row(peer.name, peer.note) for peer in PEERS]
    with tempfile.TemporaryDirectory(prefix="suifang-bench-peers-") as name:
        folder = Path(name)
        work = folder / "work.json"
        workload.write(workload.make(), work)
        for _ in range(options.rounds):
            print("Suifang", file=sys.stderr, flush=True)
            ours.rounds.append(_our_round(folder))
            for peer, row in zip(PEERS, rows, strict=True):
                measure(peer, row, work, folder)
    introduction = _INTRODUCTION.format(rounds=options.rounds, load=os.getloadavg()[1])
    said = f"{report.heading()}\n\n{introduction}\n\n{table([ours, *rows])}"
    print(said)
    if options.write:
        with report.RESULTS.open("a", encoding="utf-8") as file:
            file.write(f"\n{said}\n")
    whole = all(e.converged and (e.visible, e.kept) == (2 * DISJOINT, SAME) for e in ours.rounds)
    return 0 if whole else 1


def _our_round(folder: Path) -> Ended:
    with two(folder) as laptops:
        took, sizes = {}, {}
        for part in "ab":
            worked = time.process_time()
            took[part] = laptops.bring()
            took[f"{part} cpu"], sizes[part] = time.process_time() - worked, laptops.size
            if part == "a":
                laptops.live_a_month()
        ended = laptops.disagree()
    return Ended("this tree", took, sizes, {}, ended.converged, ended.visible, ended.kept)


def measure(peer: Peer, row: Row, work: Path, folder: Path) -> None:
    """One round of a peer, unless it failed before."""
    if row.trouble:
        return
    print(peer.name, file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as own:
        try:
            peer.install()
            row.rounds.append(peer.run(work, Path(own)))
        except (OSError, subprocess.SubprocessError) as error:
            row.trouble = f"could not be measured here ({type(error).__name__})"


def _call(*command: str) -> str:
    return subprocess.run(
        command, cwd=data.ROOT, check=True, timeout=_PATIENCE, stdout=subprocess.PIPE, text=True
    ).stdout


_INTRODUCTION = """\
The common work: A, 2,000 women and 20,000 visits to a side with nothing; B, 500 edits and 300 visits more; C, both sides
edit: 400 edits of different fields, and 50 fields written by both. Time from the start of the export to the end of the
import and, in brackets, that of the processor, least of all rounds ({rounds}); bytes as carried and, for those who do not
compress, after zstd. *Shown*: edits of different fields visible on both sides; *kept*: losing values that the system itself
still has and lists. The machine's load meanwhile: {load:.1f}."""


def table(rows: list[Row]) -> str:
    """A Markdown table; who could not be measured is named with the reason."""
    lines = [
        "| who | A | bytes | B | bytes | alike | shown | kept | before comparing |",
        "|---|--:|--:|--:|--:|---|--:|--:|---|",
    ]
    for row in rows:
        if not row.rounds:
            lines.append(f"| {row.name} | – | – | – | – | – | – | – | {row.trouble} |")
            continue
        last = row.rounds[-1]
        parts = [cell for part in "ab" for cell in (_seconds(row, part), _bytes(last, part))]
        outcome = ["yes" if last.converged else "**no**", f"{last.visible} / {2 * DISJOINT}", f"{last.kept} / {SAME}"]
        lines.append(f"| {row.name}, {last.version} | " + " | ".join([*parts, *outcome, row.note]) + " |")
    return "\n".join(lines)


def _seconds(row: Row, part: str) -> str:
    wall, cpu = (report.shown(min(e.took[name] for e in row.rounds), "s") for name in (part, f"{part} cpu"))
    return f"{wall} ({cpu})"


def _bytes(ended: Ended, part: str) -> str:
    if part not in ended.sizes:
        return "–"
    zipped = f" ({report.shown(ended.zipped[part], 'B')})" if part in ended.zipped else ""
    return report.shown(ended.sizes[part], "B") + zipped


if __name__ == "__main__":
    sys.exit(main())
