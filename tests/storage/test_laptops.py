"""Real ledgers do what the law of merging says: the random laptops of the pure model, with encrypted files behind."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from app.delta import Delta, Reaches, numbers
from app.errors import ExchangeWaits
from app.records import Consent, Woman
from app.records.writes import Add, Edit, Erase, Remove
from storage.ledger import Ledger
from tests.app.test_merge_model import Laptops
from tests.support.ledgers import new_ledger, tables
from tests.support.world import Laptop, Message, World


class Office(World):
    """Whatever is done to the pure laptops is done to ledgers."""

    def __init__(self, root: Path) -> None:
        self.ledgers = [new_ledger(root, name)[0] for name in "abc"]
        self.by_name = {ledger.exchange.replica: ledger for ledger in self.ledgers}
        self.deltas: dict[int, Delta] = {}
        self.reached: list[Reaches] = [{}]
        super().__init__([ledger.exchange.replica for ledger in self.ledgers])

    def of(self, laptop: Laptop) -> Ledger:
        return self.by_name[laptop.name]

    def add(self, laptop: Laptop, woman: str, value: str, clock: int) -> None:
        super().add(laptop, woman, value, clock)
        self.of(laptop).write("add", [Add(Woman(id=woman, subject=woman, name="王秀兰", occupation=value))])

    def edit(self, laptop: Laptop, woman: str, name: str, value: str, clock: int) -> None:
        super().edit(laptop, woman, name, value, clock)
        self.of(laptop).write("edit", [Edit("woman", woman, {name: value})])

    def say(self, laptop: Laptop, woman: str, record: str, state: str, clock: int) -> Consent:
        said = super().say(laptop, woman, record, state, clock)
        self.of(laptop).write("say", [Add(said)])
        return said

    def erase(self, laptop: Laptop, woman: str, clock: int) -> None:
        super().erase(laptop, woman, clock)
        self.of(laptop).write("erase", [Erase(woman)])

    def remove(self, laptop: Laptop, record: str, clock: int) -> None:
        super().remove(laptop, record, clock)
        self.of(laptop).write("remove", [Remove("consent", record)])

    def send(self, number: int, base: dict[str, int]) -> Message:
        message = super().send(number, base)
        ledger = self.ledgers[number]
        after = next(r for r in [*self.reached, *(x.exchange.reaches() for x in self.ledgers)] if numbers(r) == base)
        delta = ledger.exchange.collect_for_office(after)
        self.reached.append(ledger.exchange.reaches())
        assert dict(numbers(delta.after)) == message.after
        assert dict(numbers(delta.upto)) == message.upto
        self.deltas[id(message)] = delta
        return message

    def deliver(self, message: Message, laptop: Laptop) -> None:
        exchange, waits = self.of(laptop).exchange, self.waits(message, laptop)
        held = all(seq <= laptop.vector.get(name, 0) for name, seq in message.upto.items())
        before = tables(self.of(laptop)) if waits or held else None
        if waits:
            with pytest.raises(ExchangeWaits, match=r"exchange.gap"):
                exchange.merge(self.deltas[id(message)])
        else:
            assert exchange.merge(self.deltas[id(message)]).already_held == held
        if before is not None:
            assert tables(self.of(laptop)) == before
        super().deliver(message, laptop)

    def check(self, laptop: Laptop) -> None:
        super().check(laptop)
        ledger = self.of(laptop)
        assert numbers(ledger.exchange.reaches()) == laptop.vector
        women = {woman.id: woman for woman in ledger.all(Woman)}
        assert sorted(women) == laptop.women()
        for (woman, name), cell in laptop.cells.items():
            stored = ledger.exchange.versions_of("woman", woman, name)
            assert [(v.value, v.by.dot, dict(v.by.knows)) for v in stored] == [
                (v.value, v.by.dot, dict(v.by.knows)) for v in cell
            ]
            assert getattr(women[woman], name) == cell[0].value
        assert {c.id: c.replaces for c in ledger.all(Consent)} == {
            i: c.replaces for i, (c, _) in laptop.consents.items()
        }


class Ledgers(Laptops):
    def __init__(self) -> None:
        self.root = tempfile.TemporaryDirectory()
        super().__init__()

    @initialize()
    def begin(self) -> None:
        self.world = Office(Path(self.root.name))

    def teardown(self) -> None:
        if isinstance(self.world, Office):
            super().teardown()
            for ledger in self.world.ledgers:
                assert ledger.verify() == []
                ledger.close()
        self.root.cleanup()


def test_ledgers_do_what_the_law_says() -> None:
    examples = max(10, settings().max_examples // 5)
    run_state_machine_as_test(Ledgers, settings=settings(max_examples=examples, stateful_step_count=30))
