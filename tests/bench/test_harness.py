"""Measuring is fair, and its table says what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from bench import cases, data, report
from bench.harness import Bar, Case, Measured, Pair, Result, run


def case(ours: Measured, reference: Measured | None, bar: Bar, unit: str = "B") -> Case:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Pair]:
        yield Pair(ours, reference)

    return Case(what="a thing", against="another", bar=bar, prepare=prepare, rounds=4, unit=unit)


def test_the_two_take_turns_after_one_warm_up(tmp_path: Path) -> None:
    calls: list[str] = []

    def ours() -> None:
        calls.append("o")

    def reference() -> None:
        calls.append("r")

    run(case(ours, reference, Bar(times=1), "s"), tmp_path)
    assert "".join(calls) == "or" + "or" + "ro" + "or" + "ro"


def test_medians_and_the_median_of_paired_ratios_are_taken(tmp_path: Path) -> None:
    ours, reference = iter([9, 10, 30, 20, 40]), iter([9, 5, 10, 10, 10])
    result = run(case(lambda: next(ours), lambda: next(reference), Bar(times=2.5)), tmp_path)
    assert (result.ours, result.reference, result.ratio) == (25, 10, 2.5)
    assert result.is_good


@pytest.mark.parametrize(
    ("bar", "reference", "limit"),
    [
        (Bar(times=1.5), 2.0, 3.0),
        (Bar(times=1, plus=0.3), 1.0, 1.3),
        (Bar(at_most=0.016), None, 0.016),
        (Bar(times=3, at_most=45), 20.0, 45),
        (Bar(times=3, at_most=45), 10.0, 30),
        (Bar(), 1.0, None),
    ],
)
def test_a_bar_is_relative_absolute_or_both(bar: Bar, reference: float | None, limit: float | None) -> None:
    assert bar.limit(reference) == limit


def test_the_table_names_a_missed_bar() -> None:
    made = case(lambda: 1, None, Bar(at_most=1000))
    text = report.table([Result(made, 1001, None, None), Result(made, 999, None, None)])
    assert [line.split("|")[-2].strip() for line in text.splitlines()[2:]] == ["**missed**", "good"]


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [(0.0123, "s", "12.3 ms"), (2.5, "s", "2.5 s"), (44_900, "B", "44.9 kB"), (None, "s", "–")],
)
def test_figures_read_well(figure: float | None, unit: str, text: str) -> None:
    assert report.shown(figure, unit) == text


def test_results_are_appended_under_one_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "RESULTS.md")
    result = Result(case(lambda: 1, None, Bar(at_most=2)), 1, None, None)
    report.append([result])
    report.append([result])
    lines = (tmp_path / "RESULTS.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("# ") for line in lines) == 1
    assert sum(line.startswith("## ") for line in lines) == 2


def test_a_cached_file_is_made_once_and_never_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "CACHE", tmp_path)
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_text("half")
        if len(made) == 1:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        data.cached("a.txt", make)
    first = data.cached("a.txt", make)
    assert data.cached("a.txt", make) == first
    assert len(made) == 2


def test_the_workbook_holds_the_roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "CACHE", tmp_path)
    book = openpyxl.load_workbook(data.roster_xlsx(20), read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    assert "姓名" in rows[1]
    assert len(rows) >= 24


def test_every_case_of_the_registry_can_be_loaded() -> None:
    for name in cases.names():
        case = cases.load(name)
        # Time is measured several times; how large something is, once.
        assert case.rounds >= (3 if case.unit == "s" else 1), name
