"""Laptops of different age and one county: what an old one cannot tell is not taken for told, and files of tomorrow wait."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import ExchangeWaits
from app.records import KINDS, MethodUse
from app.records.writes import Add, Edit
from storage.ids import new_id
from storage.standing import Where
from sync import laptop, office
from sync.envelope import PROGRAM
from sync.hub.county import Hub
from sync.laptop import Became
from sync.letter import Letter
from tests.support.ledgers import a_woman, new_ledger, tables
from tests.support.newer import FIELD, KIND, LACKING, Keepsake, newer, older, shaded
from tests.sync.colleagues import Colleague, an_office
from tests.sync.support import START, Office, a_hub, held, versions


@dataclass
class Village:
    """Two laptops of an office, one with an older program, and today's county. What each does, its own program does."""

    one: Office
    old: Office
    hub: Hub

    def meet(self) -> None:
        for here, there, its in ((self.old, self.one, older), (self.one, self.old, nullcontext)):
            with its():
                reaches = here.ledger.exchange.reaches()
            with nullcontext() if its is older else older():
                delta = there.ledger.exchange.collect_for_office(reaches)
            with its():
                here.ledger.exchange.merge(delta)

    def old_goes(self) -> dict[str, int]:
        """The old laptop's stick goes to the county and back; how far the county then vouches."""
        with older():
            sent = self.old.send()
        answer = self.old.hand_over(sent)
        assert answer.error is None
        with older():
            self.old.receive()
        return {replica: reach.seq for replica, reach in answer.receipt.reaches.items()}

    def one_goes(self) -> None:
        assert self.one.exchange().error is None

    def at_the_county(self, one: str) -> Any:
        return held(self.hub, "method_use")[one][LACKING]


@contextmanager
def a_village(root: Path) -> Iterator[Village]:
    hub = a_hub(root)
    offices = []
    for name in ("one", "old"):
        stick = root / f"stick-{name}"
        stick.mkdir()
        ledger, _ = new_ledger(root, name)
        offices.append(Office(ledger, stick, hub))
        offices[-1].enrol()
    yield Village(offices[0], offices[1], hub)
    for each in offices:
        each.ledger.close()
    hub.close()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    with a_village(tmp_path) as made:
        yield made


# --- what an old laptop cannot tell the county --------------------------------------------------------------------------


def test_the_county_is_not_said_to_have_what_an_old_laptop_could_not_tell(village: Village) -> None:
    her = a_woman()
    pill = MethodUse(id=new_id(), subject=her.id, method="condom", side_effects="头晕")
    village.one.ledger.write("add", [Add(her), Add(pill)])
    village.one.says(her, "given")
    village.meet()
    claims = village.old_goes()
    here = village.one.ledger.exchange
    assert village.at_the_county(pill.id) is None
    assert claims.get(here.replica, 0) < here.reaches()[here.replica].seq
    with older():
        county = laptop.county_of(village.old.ledger)
        assert county is not None
        states = village.old.ledger.exchange.standing_of(her.id, county.id)
    assert states["method_use", pill.id].where is Where.NOT_YET
    village.one_goes()
    assert village.at_the_county(pill.id) == "头晕"
    claims = village.old_goes()
    assert claims[here.replica] == here.reaches()[here.replica].seq, "the other one sent it: nothing is open any more"


def test_a_woman_who_agreed_at_an_old_laptop_is_sent_whole_by_one_that_knows_all_of_her(village: Village) -> None:
    her = a_woman()
    pill = MethodUse(id=new_id(), subject=her.id, method="condom", side_effects="头晕")
    village.one.ledger.write("add", [Add(her), Add(pill)])
    village.one_goes()
    village.meet()
    with older():
        village.old.says(her, "given")
    village.old_goes()
    assert village.at_the_county(pill.id) is None
    village.meet()
    village.one_goes()
    assert village.at_the_county(pill.id) == "头晕"


_STEPS = st.lists(st.sampled_from(("strange", "known", "agrees", "meet", "one goes", "old goes")), max_size=12)


@settings(deadline=None, max_examples=max(15, settings().max_examples // 8))
@given(steps=_STEPS)
def test_whoever_goes_when_the_county_ends_up_with_all_of_it(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as root, a_village(Path(root)) as village:
        her = a_woman()
        pill = MethodUse(id=new_id(), subject=her.id, method="condom", side_effects="头晕")
        village.one.ledger.write("add", [Add(her), Add(pill)])
        village.meet()
        agreed = False
        for number, step in enumerate(steps):
            if step == "strange":
                village.one.ledger.write("edit", [Edit("method_use", pill.id, {LACKING: f"第{number}次"})])
            elif step == "known":
                with older():
                    village.old.ledger.write("edit", [Edit("method_use", pill.id, {"facility": f"第{number}次"})])
            elif step == "agrees" and not agreed:
                with older():
                    village.old.says(her, "given")
                agreed = True
            elif step == "meet":
                village.meet()
            elif step == "one goes":
                village.one_goes()
            elif step == "old goes":
                village.old_goes()
        if not agreed:
            village.one.says(her, "given")
        village.meet()
        village.one_goes()
        village.one_goes()
        assert_as_in_the_ledger(village, pill.id)


def assert_as_in_the_ledger(village: Village, one: str) -> None:
    exchange, told = village.one.ledger.exchange, versions(village.hub)
    row = held(village.hub, "method_use")[one]
    for field in KINDS["method_use"].county_fields:
        cell = exchange.versions_of("method_use", one, field)
        assert row[field] == cell[0].value, field
        here = {(v.value, v.by.dot.replica, v.by.dot.seq) for v in cell}
        assert told.get(("method_use", one, field), here) == here


# --- what wants a newer program waits -----------------------------------------------------------------------------------


def test_a_bundle_of_tomorrow_waits_at_the_county_which_says_so_and_is_taken_after_the_update(tmp_path: Path) -> None:
    hub, stick = a_hub(tmp_path), tmp_path / "stick"
    stick.mkdir()
    with newer():
        ledger, _ = new_ledger(tmp_path)
        village = Office(ledger, stick, hub)
        village.enrol()
        her = a_woman()
        ledger.write("add", [Add(her), Add(shaded()(id=new_id(), subject=her.id, method="condom", shade="蓝"))])
        village.says(her, "given")
        sent = village.send()
    before = held(hub, "woman"), versions(hub)
    answer = village.hand_over(sent)
    assert answer.outcome == "exchange.newer"
    assert isinstance(answer.error, ExchangeWaits)
    assert answer.error.facts["program"] == PROGRAM
    assert (answer.receipt.holds, answer.receipt.speaks) == ({}, 3)
    assert (held(hub, "woman"), versions(hub)) == before == ({}, {})
    with newer():
        (heard,) = [one for one in village.receive() if one.receipt]
        assert heard.became is Became.TAKEN
        county = laptop.county_of(ledger)
        assert county is not None
        assert ledger.exchange.standing_of(her.id, county.id)["woman", her.id].where is Where.NOT_YET
        ledger.close()
    hub.close()


@pytest.fixture
def colleagues(tmp_path: Path) -> Iterator[list[Colleague]]:
    both = an_office(tmp_path, "甲", "乙")
    yield both
    for each in both:
        each.ledger.close()


def tomorrow(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Files are written as some later program may: in another outer form, or wanting a later vocabulary."""
    from sync import envelope

    if form == "form":
        monkeypatch.setattr(envelope, "FORMAT", envelope.FORMAT + 1)
    else:
        seal = envelope.seal
        for module in (office, __import__("sync.letter", fromlist=["seal"])):
            monkeypatch.setattr(module, "seal", lambda content, **told: seal(content, **{**told, "needs": 99}))


@pytest.mark.parametrize("form", ["form", "vocabulary"])
def test_an_office_bundle_of_tomorrow_waits_and_is_taken_after_the_update(
    colleagues: list[Colleague], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    one, other = colleagues
    her = a_woman()
    one.ledger.write("add", [Add(her)])
    with monkeypatch.context() as later:
        tomorrow(later, form)
        (path,) = one.give()
    before = tables(other.ledger)
    (outcome,) = [o for o in other.take() if o.path == path]
    assert outcome.became is Became.REFUSED
    assert isinstance(outcome.error, ExchangeWaits)
    assert outcome.error.code == ("exchange.newer.form" if form == "form" else "exchange.newer")
    assert outcome.error.facts.get("program", PROGRAM) == PROGRAM
    assert tables(other.ledger) == before
    assert path.exists(), "it waits where it lies"
    with monkeypatch.context() as updated:
        updated.setattr("sync.envelope.SPEAKS", 99)
        if form == "form":
            updated.setattr("sync.envelope.FORMAT", 2)
        outcomes = other.take()
    assert Became.TAKEN in {o.became for o in outcomes}
    assert other.ledger.get(type(her), her.id) == her


@pytest.mark.parametrize("form", ["form", "vocabulary"])
def test_a_letter_of_tomorrow_waits_and_is_taken_after_the_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    hub, stick = a_hub(tmp_path), tmp_path / "stick"
    stick.mkdir()
    ledger, _ = new_ledger(tmp_path)
    village = Office(ledger, stick, hub)
    village.enrol()
    known = hub.laptop(ledger.exchange.replica)
    assert known is not None
    letter = Letter(number=7, at_ms=int(START.timestamp() * 1000), speaks=3)
    with monkeypatch.context() as later:
        tomorrow(later, form)
        content = hub.letter(letter, new_id(), known)
    path = stick / "suifang-letter-430981203205-20261122-00000007.suifang"
    path.write_bytes(content)
    before = tables(ledger)
    (outcome,) = laptop.receive(ledger, stick, START)
    assert (outcome.became, isinstance(outcome.error, ExchangeWaits)) == (Became.REFUSED, True)
    assert tables(ledger) == before
    with monkeypatch.context() as updated:
        updated.setattr("sync.envelope.SPEAKS", 99)
        if form == "form":
            updated.setattr("sync.envelope.FORMAT", 2)
        (outcome,) = laptop.receive(ledger, stick, START)
    assert outcome.became is Became.TAKEN
    ledger.close()
    hub.close()


def test_kinds_and_fields_of_tomorrow_go_from_laptop_to_laptop_in_files(tmp_path: Path) -> None:
    """The same as between ledgers, by the verbs people use: the old one in the middle shows no trouble and loses nothing."""
    one, old, two = an_office(tmp_path, "甲", "乙", "丙")
    with newer():
        one.reopen()
        two.reopen()
        her = a_woman()
        pill = shaded()(id=new_id(), subject=her.id, method="condom", shade="蓝")
        kept = Keepsake(id=new_id(), subject=her.id, label="信")
        one.ledger.write("add", [Add(her), Add(pill), Add(kept)])
        written = one.give()
    outcomes = [o for o in old.take() if o.became is not Became.OTHER]
    assert [o.became for o in outcomes] == [Became.TAKEN]
    for path in written:
        path.unlink()
    old.give()
    with newer():
        assert Became.TAKEN in {o.became for o in two.take()}
        assert two.ledger.get(shaded(), pill.id) == pill
        assert two.ledger.get(Keepsake, kept.id) == kept
        assert (FIELD, KIND) == ("shade", "keepsake")
        one.ledger.close()
        two.ledger.close()
    old.ledger.close()
