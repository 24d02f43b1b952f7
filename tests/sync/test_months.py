"""Reports of closed months at the county: counts about nobody, sent until the county names them, whatever was covered before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.delta import Delta, Rows
from app.errors import ExchangeError
from app.records import MonthReport
from app.versions import Dot, Header
from storage.ids import new_id
from sync.envelope import peek
from sync.hub import months, taking
from sync.hub.county import Hub
from sync.hub.intake import check_audience
from tests.sync.post import Village, village
from tests.sync.support import a_hub, held


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Iterator[Hub]:
    hub = a_hub(tmp_path, county_url)
    yield hub
    hub.close()


@pytest.fixture
def here(tmp_path: Path, hub: Hub) -> Iterator[Village]:
    made = village(tmp_path, hub)
    yield made
    made.ledger.close()


def a_report(month: str = "2026-09", number: int = 0, day: str = "2026-10-01", **values: Any) -> MonthReport:
    figures = {"counts": {"births": 3, "deaths": None}, "supplies": [["避孕套", "C2603", 7]], "knows": [new_id()]}
    return MonthReport(
        id=new_id(), subject="", month=month, number=number, date=day, by="肖玉梅", definitions="d1",
        figures=json.dumps(figures), digest="ab" * 32, key="cd" * 32, traces='{"counts": {"births": ["tagtagtag"]}}',
        note="村里的话", **values,
    )  # fmt: skip


def test_counts_travel_once_the_county_says_it_takes_them_and_nothing_else_does(here: Village, hub: Hub) -> None:
    report = a_report()
    here.add(report)
    first = here.send().path
    assert peek(first.read_bytes(), first.name).needs == 1, "no receipt has said yet what the county speaks"
    first.unlink()
    here.up()
    assert held(hub, "month_report") == {}
    answer = here.up()
    assert answer.outcome == "taken", "though every change of it was covered before"
    (row,) = held(hub, "month_report").values()
    assert json.loads(row["figures"]) == {"counts": {"births": 3, "deaths": None}}
    assert (row["month"], row["number"], row["digest"], row["subject"]) == ("2026-09", 0, report.digest, "")
    assert "traces" not in row
    assert "key" not in row
    assert answer.receipt.months == (report.id,)
    sent = here.send()
    assert sent.manifest.records == {}, "what the county named is not sent again"


def test_the_first_telling_stands(here: Village, hub: Hub) -> None:
    report = a_report()
    here.add(report)
    here.up()
    here.up()
    other = replace(report, figures=json.dumps({"counts": {"births": 9}}))
    rows = Rows("month_report", ("month", "number", "date", "definitions", "figures", "digest"), [report.id], [""], [0], [
        ["2026-09"], [0], ["2026-10-01"], ["d1"], [other.figures], ["00" * 32]
    ])  # fmt: skip
    delta = Delta({}, {}, [Header(Dot(here.replica, 1), "", 0, {})], [rows])
    assert hub.transact(lambda db: months.take(db, {"430981203205": delta})) == {}
    assert json.loads(held(hub, "month_report")[report.id]["figures"])["counts"]["births"] == 3


def test_a_county_that_lost_them_is_told_again(here: Village, hub: Hub) -> None:
    here.add(a_report())
    here.up()
    here.up()
    hub.transact(lambda db: db.exec_driver_sql("DELETE FROM month_report"))
    here.up()
    here.up()
    assert len(held(hub, "month_report")) == 1


def test_an_older_county_is_told_of_none(here: Village, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "SPEAKS", 2)
    here.add(a_report())
    for _ in range(3):
        here.up()
    assert held(hub, "month_report") == {}


def test_which_month_came_when_and_which_is_missing_and_no_figure(here: Village, hub: Hub) -> None:
    here.add(a_report("2026-07", day="2026-08-02"), a_report("2026-07", 1, "2026-09-03"), a_report("2026-09"))
    here.up()
    here.up()
    (told,) = hub.transact(lambda db: months.villages(db, date(2026, 11, 20)))
    assert [(m.month, m.closed, m.last, m.corrections) for m in told.months] == [
        ("2026-07", "2026-08-02", "2026-09-03", 1),
        ("2026-09", "2026-10-01", "2026-10-01", 0),
    ]
    assert told.missing == ("2026-08", "2026-10")
    assert "births" not in repr(told)


@pytest.mark.parametrize(
    ("figures", "subject", "code"),
    [
        ('{"counts": {}, "late": {}}', "", "exchange.oversharing"),
        ('{"counts": {"births": ["an id"]}}', "", "exchange.oversharing"),
        ('{"counts": {"births": "三"}}', "", "exchange.oversharing"),
        ("[]", "", "exchange.oversharing"),
        ("no json", "", "exchange.oversharing"),
        ('{"counts": {}}', "0" * 32, "exchange.malformed"),
    ],
)
def test_a_report_that_says_more_than_counts_refuses_the_bundle(figures: str, subject: str, code: str) -> None:
    rows = Rows("month_report", ("figures",), [new_id()], [subject], [0], [[figures]])
    with pytest.raises(ExchangeError) as refused:
        check_audience(Delta({}, {}, [], [rows]))
    assert refused.value.code == code
