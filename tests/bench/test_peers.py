"""The common work is the same for everybody, and its table says who could not be measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.demo.village import make_village
from app.records import Visit, Woman
from bench import data
from bench.peers import beside, workload
from bench.peers.workload import DISJOINT, EDITS, SAME, VISITS, Workload


@pytest.fixture(scope="module")
def work() -> Workload:
    people = list(make_village(data.SEED, data.TODAY, women=300, visits=900))
    return Workload([r for r in people if isinstance(r, Woman)], [r for r in people if isinstance(r, Visit)])


def test_the_month_edits_different_cells(work: Workload) -> None:
    cells = {(edit.kind, edit.id, *edit.values) for edit in work.edits}
    assert len(cells) == EDITS == len(work.edits)
    assert len(work.new_visits) == VISITS


def test_the_two_write_different_fields_of_the_first_women_and_the_same_one_of_the_rest(work: Workload) -> None:
    assert [edit.id for edit in work.mine] == [edit.id for edit in work.theirs]
    same = [set(a.values) == set(b.values) for a, b in zip(work.mine, work.theirs, strict=True)]
    assert same == [False] * DISJOINT + [True] * SAME
    assert all(a.values != b.values for a, b in zip(work.mine, work.theirs, strict=True))


def test_others_are_told_every_value_of_every_record(work: Workload, tmp_path: Path) -> None:
    workload.write(work, tmp_path / "work.json")
    told = json.loads((tmp_path / "work.json").read_text(encoding="utf-8"))
    for kind, records in (("woman", work.women), ("visit", work.visits)):
        columns = told["columns"][kind]
        assert len(told["rows"][kind]) == len(records)
        for row, record in zip(told["rows"][kind], records, strict=True):
            here = {name: getattr(record, name) for name in ("id", "subject", *record.__slots__) if name in columns}
            assert here == {name: value for name, value in zip(columns, row, strict=True) if name in here}


def test_a_peer_that_cannot_be_installed_is_left_out_with_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    peer = beside.Peer("PouchDB", "pouchdb.mjs", ("pouchdb-node@9.0.0",), "")
    row = beside.Row(peer.name, peer.note)
    beside.measure(peer, row, tmp_path / "work.json", tmp_path)
    assert row.rounds == []
    assert "could not be measured here" in beside.table([row])
