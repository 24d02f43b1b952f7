"""The table of a run, and what machine it was made on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.harness import Result

RESULTS = Path(__file__).parent / "RESULTS.md"
_LIBRARIES = ("PySide6-Essentials", "sqlcipher3", "reportlab", "python-calamine", "cryptography", "pyrage", "zstandard")


def table(results: Iterable[Result]) -> str:
    """A Markdown table; a row that misses its bar says so in words."""
    lines = ["| what | ours | reference | ratio | bar | |", "|---|--:|--:|--:|--:|---|"]
    for result in results:
        unit = result.case.unit
        reference = (
            f"{result.case.against} {shown(result.reference, unit)}" if result.reference else result.case.against
        )
        ratio = "–" if result.ratio is None else f"{result.ratio:.2f}"
        verdict = "good" if result.is_good else "**missed**"
        lines.append(
            f"| {result.case.what} | {shown(result.ours, unit)} | {reference} | {ratio} "
            f"| ≤ {shown(result.limit, unit)} | {verdict} |"
        )
    return "\n".join(lines)


def shown(figure: float | None, unit: str) -> str:
    """A figure with three digits or so and its unit."""
    if figure is None:
        return "–"
    if unit == "s":
        return f"{figure * 1000:.3g} ms" if figure < 1 else f"{figure:.3g} s"
    if unit == "B":
        return f"{figure / 1000:,.1f} kB"
    return f"{figure:.3g} {unit}"


def heading() -> str:
    """When, on what, with which versions."""
    when = datetime.now(UTC)
    libraries = ", ".join(f"{name} {found}" for name in _LIBRARIES if (found := _version(name)))
    return (
        f"## {when:%Y-%m-%d %H:%M} UTC\n\n{_processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; {libraries}"
    )


def append(results: Iterable[Result]) -> None:
    """Adds a run to ``RESULTS.md``, the newest last."""
    with RESULTS.open("a", encoding="utf-8") as file:
        if file.tell() == 0:
            file.write(
                "# Measurements\n\nMade by `./dev bench --write`; what each bar means is said in `bench/cases/`.\n"
            )
        file.write(f"\n{heading()}\n\n{table(results)}\n")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
