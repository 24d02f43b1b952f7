"""Three laptops of one office, twice: as the pure law of merging says, and as an oracle that keeps whole histories.

The oracle is written from the definition in docs/sync.md and uses none of the code under test: for each laptop it
keeps the *set* of changes it has seen, and for each change the set its author had seen. Real ledgers may be attached;
then everything is done to them too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.consent import effective, statement
from app.merge import Cell, Version, in_conflict, join
from app.records import Consent
from app.versions import Dot, Header, covers, union

FIELDS = ("occupation", "note")
CellName = tuple[str, str]
"""Woman's id, field."""


@dataclass(frozen=True)
class Written:
    """What the oracle knows of a change to one cell."""

    dot: Dot
    saw: frozenset[Dot]
    value: str | None


@dataclass(frozen=True)
class Message:
    """What one laptop told another at some time."""

    after: dict[str, int]
    upto: dict[str, int]
    cells: dict[CellName, Cell]
    consents: dict[str, tuple[Consent, Dot]]
    erased: frozenset[str]
    seen: frozenset[Dot]
    of: int


@dataclass
class Laptop:
    """One replica by the law, and beside it the plain set of changes it has seen."""

    name: str
    cells: dict[CellName, Cell] = field(default_factory=dict)
    consents: dict[str, tuple[Consent, Dot]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    vector: dict[str, int] = field(default_factory=dict)
    seen: set[Dot] = field(default_factory=set)

    def women(self) -> list[str]:
        return sorted({woman for woman, _ in self.cells})

    def statements(self, woman: str) -> list[Consent]:
        return [consent for consent, _ in self.consents.values() if consent.subject == woman]

    def forget(self, women: set[str]) -> None:
        self.erased |= women
        self.cells = {name: cell for name, cell in self.cells.items() if name[0] not in self.erased}
        self.consents = {i: c for i, c in self.consents.items() if self.erased.isdisjoint((i, c[0].subject))}


class World:
    """All laptops, all messages ever sent, and everything that was ever written."""

    def __init__(self, names: Sequence[str]) -> None:
        self.laptops = [Laptop(name) for name in names]
        self.messages: list[Message] = []
        self.bases: list[dict[str, int]] = [{}]
        self.written: dict[CellName, list[Written]] = {}
        self.said: dict[str, list[tuple[Consent, Dot, frozenset[Dot]]]] = {}
        self.erasures: dict[str, list[Dot]] = {}
        for laptop in self.laptops:
            self.change(laptop, 0)  # every ledger begins with the change that made it

    def change(self, laptop: Laptop, clock: int) -> Header:
        """The next change of a laptop; it knows whatever its ledger holds."""
        seq = laptop.vector.get(laptop.name, 0) + 1
        knows = {name: n for name, n in laptop.vector.items() if name != laptop.name}
        laptop.vector = union([laptop.vector, {laptop.name: seq}])
        laptop.seen.add(Dot(laptop.name, seq))
        return Header(Dot(laptop.name, seq), "worker", clock, knows)

    def put(self, laptop: Laptop, header: Header, name: CellName, value: str | None) -> None:
        laptop.cells[name] = join(laptop.cells.get(name, ()), (Version(value, header),))
        self.written.setdefault(name, []).append(Written(header.dot, frozenset(laptop.seen), value))

    def add(self, laptop: Laptop, woman: str, value: str, clock: int) -> None:
        """Enters a woman; the same one may be entered on two laptops that have not met."""
        header = self.change(laptop, clock)
        for name in FIELDS:
            self.put(laptop, header, (woman, name), value if name == FIELDS[0] else None)

    def edit(self, laptop: Laptop, woman: str, name: str, value: str, clock: int) -> None:
        """Writes one cell. What looks unchanged writes nothing, unless it settles a conflict."""
        header = self.change(laptop, clock)
        cell = laptop.cells[woman, name]
        if len(cell) > 1 or cell[0].value != value:
            self.put(laptop, header, (woman, name), value)

    def say(self, laptop: Laptop, woman: str, record: str, state: str, clock: int) -> Consent:
        """She says yes or no to sharing with the county."""
        said = statement(
            laptop.statements(woman), record_id=record, subject=woman, scope="county", state=state, date="2026-01-01"
        )
        header = self.change(laptop, clock)
        laptop.consents[record] = (said, header.dot)
        self.said.setdefault(woman, []).append((said, header.dot, frozenset(laptop.seen)))
        return said

    def erase(self, laptop: Laptop, woman: str, clock: int) -> None:
        self.erasures.setdefault(woman, []).append(self.change(laptop, clock).dot)
        laptop.forget({woman})

    def remove(self, laptop: Laptop, record: str, clock: int) -> None:
        """One record goes for good; its subject stays."""
        self.erasures.setdefault(record, []).append(self.change(laptop, clock).dot)
        laptop.forget({record})

    def send(self, number: int, base: dict[str, int]) -> Message:
        """What a laptop tells one that stands at ``base``: the cells of which it lacks a version, all versions of each."""
        laptop = self.laptops[number]
        upto = dict(laptop.vector)
        after = {name: min(base.get(name, 0), seq) for name, seq in upto.items()}
        message = Message(
            after, upto,
            {n: c for n, c in laptop.cells.items() if any(not covers(after, v.by.dot) for v in c)},
            {i: c for i, c in laptop.consents.items() if not covers(after, c[1])},
            frozenset(laptop.erased), frozenset(laptop.seen), number,
        )  # fmt: skip
        self.messages.append(message)
        self.bases.append(upto)
        return message

    def waits(self, message: Message, laptop: Laptop) -> bool:
        """Whether something earlier must come first."""
        return any(seq > laptop.vector.get(name, 0) for name, seq in message.after.items())

    def deliver(self, message: Message, laptop: Laptop) -> None:
        if self.waits(message, laptop):
            return
        laptop.erased |= message.erased
        for name, cell in message.cells.items():
            laptop.cells[name] = join(laptop.cells.get(name, ()), cell)
        laptop.consents |= message.consents
        laptop.forget(set())
        laptop.vector = union([laptop.vector, message.upto])
        laptop.seen |= message.seen

    # The oracle

    def check(self, laptop: Laptop) -> None:
        """Nothing lost, nothing invented: what a laptop shows is what the histories it has seen say."""
        gone = {woman for woman, dots in self.erasures.items() if laptop.seen & set(dots)}
        assert laptop.erased == gone
        assert {d.replica: d.seq for d in sorted(laptop.seen)} == laptop.vector, "contiguous ground"
        expected = {}
        for name, all_written in self.written.items():
            known = [w for w in all_written if w.dot in laptop.seen]
            standing = [w for w in known if not any(w.dot in other.saw and other is not w for other in known)]
            if standing and name[0] not in gone:
                expected[name] = standing
        assert laptop.cells.keys() == expected.keys()
        for name, standing in expected.items():
            cell = laptop.cells[name]
            assert {(v.by.dot, v.value) for v in cell} == {(w.dot, w.value) for w in standing}
            shown = max(standing, key=lambda w: (len(w.saw), w.dot.replica))
            assert cell[0].value == shown.value
            assert in_conflict(cell) == (len({w.value for w in standing}) > 1)
        for woman, said in self.said.items():
            heard = [s for s in said if s[1] in laptop.seen and gone.isdisjoint((woman, s[0].id))]
            left = {s[0].state for s in heard if not any(s[1] in o[2] and o is not s for o in heard)}
            strictest = next((state for state in ("withdrawn", "refused", "given") if state in left), "not_asked")
            assert effective(laptop.statements(woman), "county") == strictest

    def meet(self, exchange: Callable[[int, int], None]) -> None:
        """Everybody tells everybody, until all have heard all."""
        for _ in range(2):
            for one in range(len(self.laptops)):
                for other in range(len(self.laptops)):
                    if one != other:
                        exchange(one, other)
