"""Real ledgers and a real county, everything that is done to them told to the oracle as well, and what was sent kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from app.delta import Reaches, numbers
from app.errors import ExchangeError, ExchangeWaits
from app.records import KINDS
from app.records.writes import Write
from app.versions import Dot
from storage import renewing
from storage.changes import Changed, Writer
from storage.ledger import Ledger
from sync import keyring, laptop
from sync.enrolment import Request
from sync.envelope import open_sealed
from sync.hub import revoking, store
from sync.keyring import County
from sync.laptop import Became
from sync.pack import pack
from sync.unpack import unpack
from tests.support.ledgers import Place, new_ledger
from tests.sync.machine.asked import check_bundle, check_ledger
from tests.sync.machine.oracle import Histories, Known
from tests.sync.support import START, a_hub, held, versions

Seen = frozenset[Dot]
UNIT = "430981203205"


class Ear:
    """Hears every change that ledgers commit, whoever asked for it: a worker, a restore, what follows a merge."""

    def __init__(self, names: str) -> None:
        self.heard: list[tuple[Dot, str, list[Write]]] = []
        self._names = names
        self._count = 0

    def _name(self) -> str:
        """The same names in every run: which of two values is shown may depend on them."""
        self._count += 1
        return hashlib.sha256(f"{self._names} {self._count}".encode()).hexdigest()[:32]

    @contextmanager
    def listening(self) -> Iterator[None]:
        begun, write, finish = Writer.__init__, Writer.write, Writer.finish

        def begin(writer: Any, db: Any, author: str, at_ms: int, verb: str, undoes: int | None = None) -> None:
            begun(writer, db, author, at_ms, verb, undoes)
            writer.told = (verb, [])

        def note(writer: Any, writes: Sequence[Write], progress: Any = None) -> None:
            writer.told[1].extend(writes)
            write(writer, writes, progress)

        def end(writer: Any) -> Changed:
            changed = finish(writer)
            assert changed.dot is not None
            self.heard.append((changed.dot, *writer.told))
            return changed

        with ExitStack() as heard:
            for name, replaced in (("__init__", begin), ("write", note), ("finish", end)):
                heard.enter_context(patch.object(Writer, name, replaced))
            heard.enter_context(patch.object(renewing, "new_replica", self._name))
            yield


@dataclass(eq=False)
class Post:
    """A file that was written, for whomever, and may come any time, never, or again and again."""

    what: str
    content: bytes
    sender: str
    seen: Seen
    to: str = ""
    here: dict[str, Any] = field(default_factory=dict)
    """Receipts: what the county held when it was written."""


@dataclass(eq=False)
class Laptop:
    """A ledger on a machine, and the changes it has heard of."""

    place: Place
    ledger: Ledger
    seen: Seen
    days: int = 0
    told: list[Reaches] = field(default_factory=list)
    """How far others said they were, at some time."""

    @property
    def name(self) -> str:
        return self.ledger.exchange.replica

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.days)


class World:
    """Everybody and everything. Whatever happens goes through here."""

    def __init__(self, root: Path, templates: Sequence[tuple[Path, Histories, Seen]]) -> None:
        self.root = root
        self.ear = Ear("")
        self.histories = Histories()
        self.laptops: list[Laptop] = []
        self.pool: list[Post] = []
        self.backups: list[tuple[int, Path, Seen]] = []
        self.copies: list[tuple[int, Path, Seen]] = []
        (root / "county").mkdir()
        self.hub = a_hub(root / "county")
        self.hub_heard: Seen = frozenset()
        self.hub_days = 0
        self.hub_kept: list[tuple[Path, Seen]] = []
        self.templates = list(templates)
        self.undone: set[Dot] = set()
        self.revoked: set[str] = set()
        self.count = 0
        self._known: tuple[Seen, Known] | None = None

    def close(self) -> None:
        for one in self.laptops:
            one.ledger.close()
        self.hub.close()

    def fresh(self) -> str:
        """A name nobody used."""
        self.count += 1
        return f"{self.count * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128:032x}"

    def word(self) -> str:
        """Something to write that was never written."""
        self.count += 1
        return f"词{self.count:06d}"

    # --- laptops ---

    def join(self) -> Laptop | None:
        """Another laptop begins, as long as there are any."""
        if not self.templates:
            return None
        template, histories, seen = self.templates.pop(0)
        self.histories.changes |= histories.changes
        root = self._new_place(template)
        return self._open(Place(root / "ledger", root / "marks"), seen)

    def _new_place(self, of: Path) -> Path:
        self.count += 1
        root = self.root / f"laptop-{self.count}"
        shutil.copytree(of, root)
        return root

    def _open(self, place: Place, seen: Seen) -> Laptop:
        one = Laptop(place, place.open(), seen)
        self.laptops.append(one)
        self.absorb(one)
        return one

    def absorb(self, one: Laptop, merged: Seen = frozenset()) -> None:
        """Tells the oracle what a laptop has heard and done meanwhile."""
        reach, name = numbers(one.ledger.exchange.reaches()), one.name
        one.seen |= merged
        for dot, verb, writes in self.ear.heard:
            if dot.replica == name and dot.seq <= reach.get(name, 0):
                self.histories.add(dot, one.seen, verb, writes)
                one.seen |= {dot}
        self.ear.heard.clear()
        assert self.known(one).vector == reach, "contiguous ground"

    def known(self, one: Laptop) -> Known:
        """What follows from all a laptop has heard."""
        if self._known is None or self._known[0] != one.seen:
            self._known = (one.seen, self.histories.known(one.seen))
        return self._known[1]

    def write(self, one: Laptop, verb: str, writes: Sequence[Write]) -> None:
        if writes:
            one.ledger.write(verb, writes)
            self.absorb(one)

    # --- copies and backups ---

    def back_up(self, one: Laptop) -> None:
        target = self.root / f"backup-{self.count}"
        self.count += 1
        target.mkdir()
        proof = one.ledger.back_up(target)
        self.backups.append((self.laptops.index(one), proof.folder, one.seen))

    def restore(self, backup: tuple[int, Path, Seen]) -> None:
        one = self.laptops[backup[0]]
        before = one.name
        one.ledger.restore(backup[1])
        assert one.name != before
        one.seen = backup[2]
        self.absorb(one)

    def keep_copy(self, one: Laptop) -> None:
        """Somebody copies the folder of the closed ledger."""
        target = self.root / f"copy-{self.count}"
        self.count += 1
        one.ledger.close()
        shutil.copytree(one.place.folder, target)
        self._reopen(one)
        self.copies.append((self.laptops.index(one), target, one.seen))

    def put_back(self, copy: tuple[int, Path, Seen]) -> None:
        """Somebody puts an old copy of the folder back."""
        one = self.laptops[copy[0]]
        one.ledger.close()
        shutil.rmtree(one.place.folder)
        shutil.copytree(copy[1], one.place.folder)
        one.seen = copy[2]
        self._reopen(one)

    def carry_off(self, copy: tuple[int, Path, Seen]) -> Laptop:
        """Somebody puts a copy of the folder onto another machine; both go on."""
        self.count += 1
        root = self.root / f"laptop-{self.count}"
        shutil.copytree(copy[1], root / "ledger")
        one = self._open(Place(root / "ledger", root / "marks"), copy[2])
        assert one.name not in {other.name for other in self.laptops if other is not one}
        return one

    def _reopen(self, one: Laptop) -> None:
        one.ledger = one.place.open()
        one.ledger.clock.days = one.days
        self.absorb(one)

    def set_clock(self, one: Laptop, days: int) -> None:
        one.days = one.ledger.clock.days = days

    # --- the county ---

    def enrol(self, one: Laptop) -> None:
        """Enrols a laptop, without the time the short codes take."""
        if keyring.county_of(one.ledger) is not None:
            return
        keys = keyring.keys_made(one.ledger)
        with self.hub._store.begin() as db:
            store.enrol(db, Request(one.name, UNIT, "莲荷村", "", keys.public), 0)
        keyring.keep_county(one.ledger, County(self.hub.id, self.hub.name, self.hub.public, one.name, 0))

    def send(self, one: Laptop) -> Post:
        """A bundle for the county, looked into before it goes anywhere."""
        self.enrol(one)
        sent = laptop.send(one.ledger, self.root, one.now)
        content = sent.path.read_bytes()
        sent.path.unlink()
        self.absorb(one)
        mine = keyring.my_keys(one.ledger)
        assert mine is not None
        opened = open_sealed(content, "b", me=self.hub.id, keys=self.hub._keys, senders={one.name: mine.public}.get)
        check_bundle(unpack(opened.content), opened.content, self.known(one), one.name)
        post = Post("bundle", content, one.name, one.seen)
        self.pool.append(post)
        return post

    def take(self, post: Post) -> Post | None:
        """The county takes a bundle in; its receipt goes into the pool. Nothing is taken from a laptop it revoked."""
        self.hub_days += 1
        if post.sender in self.revoked:
            with pytest.raises(ExchangeError, match=r"exchange\.revoked"):
                self.hub.take(post.content, "b.suifang", START)
            return None
        answer = self.hub.take(post.content, "b.suifang", START + timedelta(days=self.hub_days))
        assert answer.outcome in {"taken", "held", "exchange.gap"}, answer.outcome
        if answer.outcome == "taken":
            self.hub_heard |= post.seen
        receipt = Post("receipt", answer.content, self.hub.id, frozenset(), post.sender, self.at_county())
        self.pool.append(receipt)
        return receipt

    def at_county(self) -> dict[str, Any]:
        """What the county holds, and the versions of what was edited."""
        kinds = [name for name, kind in KINDS.items() if kind.county_fields and kind.name != "month_report"]
        return {"held": {kind: held(self.hub, kind) for kind in kinds}, "versions": versions(self.hub)}

    def hear_receipt(self, post: Post) -> Became | None:
        """A receipt comes to the laptop it is for, if that is still there."""
        one = next((one for one in self.laptops if one.name == post.to), None)
        if one is None:
            return None
        path = self.root / "suifang-receipt-430981203205-20261122-00000000.suifang"
        path.write_bytes(post.content)
        (outcome,) = laptop.receive(one.ledger, path, one.now)
        path.unlink()
        assert outcome.became in {Became.TAKEN, Became.KNOWN}, outcome
        self.absorb(one)
        return outcome.became

    def revoke(self, one: Laptop) -> None:
        """The county hears no more of a laptop; one that still does must be left."""
        if any(other.name not in self.revoked for other in self.laptops if other is not one):
            self.enrol(one)
            self.revoked.add(one.name)
            self._revoke_again()

    def _revoke_again(self) -> None:
        known = {one.name for one in self.laptops if keyring.county_of(one.ledger) is not None}
        with self.hub._store.begin() as db:
            for name in sorted(self.revoked & known):
                revoking.revoke(db, name, 1)

    def begin_anew(self, one: Laptop) -> None:
        """A revoked laptop was found again, and asks as a new one."""
        one.ledger.begin_anew()
        self.absorb(one)

    def hub_back_up(self) -> None:
        self.hub.close()
        target = self.root / f"hub-{self.count}.db"
        self.count += 1
        shutil.copy(self.root / "county" / "hub.db", target)
        self.hub_kept.append((target, self.hub_heard))

    def hub_restore(self, kept: tuple[Path, Seen]) -> None:
        self.hub.close()
        for left in (self.root / "county").glob("hub.db*"):
            left.unlink()
        shutil.copy(kept[0], self.root / "county" / "hub.db")
        self.hub_heard = kept[1]
        for one in self.laptops:  # who was enrolled meanwhile is enrolled again, with the same keys
            if keyring.county_of(one.ledger) is not None:
                keyring_keys = keyring.keys_made(one.ledger)
                with self.hub._store.begin() as db:
                    store.enrol(db, Request(one.name, UNIT, "莲荷村", "", keyring_keys.public), 0)
        self._revoke_again()

    # --- the office ---

    def tell(self, one: Laptop, other: Laptop, after: Reaches | None = None) -> Post:
        """What one laptop writes for another, which it believes to be as far as it once said."""
        base = other.ledger.exchange.reaches() if after is None else after
        delta = one.ledger.exchange.collect_for_office(base)
        other.told.append(other.ledger.exchange.reaches())
        post = Post("office", pack(delta), one.name, one.seen, other.name)
        self.pool.append(post)
        return post

    def hear(self, other: Laptop, post: Post) -> str:
        """It comes to a laptop (any of the office: nothing in it says for whom it was collected)."""
        delta = unpack(post.content)
        before, waits = (
            other.seen,
            any(reach.seq > self.known(other).vector.get(name, 0) for name, reach in delta.after.items()),
        )
        if waits:
            with pytest.raises(ExchangeWaits, match=r"exchange\.gap"):
                other.ledger.exchange.merge(delta)
            self.absorb(other)
            return "waits"
        merged = other.ledger.exchange.merge(delta)
        assert merged.already_held == (post.seen <= before)
        self.absorb(other, post.seen)
        return "held" if merged.already_held else "merged"

    # --- in the end ---

    def settle(self) -> None:
        """Everybody tells everybody, and the county, until nothing new is said."""
        for _ in range(8):
            before = [one.seen for one in self.laptops]
            for one in self.laptops:
                for other in self.laptops:
                    if one is not other:
                        self.hear(other, self.tell(one, other))
            for one in self.laptops:
                receipt = self.take(self.send(one))
                assert (receipt is None) == (one.name in self.revoked)
                if receipt is not None:
                    self.hear_receipt(receipt)
            if [one.seen for one in self.laptops] == before:
                return
        raise AssertionError("they never stop telling each other something new")

    def check_county(self) -> None:
        """The county holds exactly what consent allows of all anybody holds.

        Of a woman about whom something was lost for good (told to the county, and then a laptop was rewound) it may
        hold more, or, where her consent was lost, less: but never anything once she says no or is erased.
        """
        alive: Seen = frozenset().union(*(one.seen for one in self.laptops))
        known = self.histories.known(alive | self.hub_heard)
        here = self.at_county()
        unsure = self._about(self.hub_heard - alive)
        expected = known.for_county()
        for kind, rows in here["held"].items():
            found = {one: {name: row[name] for name in KINDS[kind].county_fields} for one, row in rows.items()}
            for one, row in rows.items():
                assert known.records.get((kind, one)) == row["subject"]
                assert known.holds(row["subject"]) == "given"
            wanted = {one: values for (of, one), values in expected.items() if of == kind}
            if unsure:
                found = {one: v for one, v in found.items() if known.records[kind, one] not in unsure}
                wanted = {one: v for one, v in wanted.items() if known.records[kind, one] not in unsure}
            assert found == wanted, kind
        for cell, left in known.siblings.items():
            kind, one, name = cell
            subject = known.records[kind, one]
            if name in KINDS[kind].county_fields and (kind, one) in expected and subject not in unsure:
                assert here["versions"].get(cell) == {(v.wrote[cell], *v.dot) for v in left}, cell

    def _about(self, lost: Seen) -> set[str]:
        """Whom changes are about."""
        found: set[str] = set()
        for dot in lost:
            change = self.histories.changes[dot]
            found |= set(change.made.values()) | set(change.gone)
            about = {one: s for c in self.histories.changes.values() for (_, one), s in c.made.items()}
            found |= {about[one] for _, one, _ in change.wrote}
        return found

    def check(self, one: Laptop) -> None:
        """A ledger holds what the histories it has heard of say."""
        check_ledger(one.ledger, self.known(one))


def spoilt(content: bytes, take: Callable[[bytes], object]) -> None:
    """A cut file is refused, with words for it."""
    with pytest.raises(ExchangeError, match=r"exchange\.(cut|altered|not_ours|malformed)"):
        take(content)


def template(root: Path, number: int) -> tuple[Path, Histories, Seen]:
    """A laptop as its worker began it, closed."""
    ear, histories = Ear(f"template {number}"), Histories()
    home = root / f"template-{number}"
    with ear.listening():
        ledger, _ = new_ledger(home)
        name = ledger.exchange.replica
        ledger.close()
    (home / "ledger-marks").rename(home / "marks")
    seen: Seen = frozenset()
    for dot, verb, writes in ear.heard:
        assert dot.replica == name
        histories.add(dot, seen, verb, writes)
        seen |= {dot}
    return home, histories, seen
