"""One byte changed, cut or added anywhere in any sort of file: refused with its cause, and nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData

from app.errors import ExchangeError
from app.records.writes import Add, Edit
from storage.ids import new_id
from sync import keyring, laptop, office
from sync.enrolment import new_file_id, read_request
from sync.envelope import peek
from sync.hub import revoking
from sync.hub.county import Hub
from sync.laptop import Became
from sync.letter import Item, Letter, write_letter
from sync.notice import Notice, write_notice
from tests.support.ledgers import a_woman, tables
from tests.sync.colleagues import Colleague, an_office, colleague
from tests.sync.support import START, Office, a_hub

NAME = "suifang-file-430981203205-20261122-00000000.suifang"
VALUES = (0x01, 0x80, 0xFF)
CAUSES = {
    "exchange.not_ours", "exchange.cut", "exchange.altered", "exchange.newer", "exchange.newer.form",
    "exchange.malformed", "exchange.foreign",
    "exchange.stranger", "exchange.not_enrolment", "exchange.not_bundle", "office.stranger",
}  # fmt: skip


@dataclass
class OnePlace:
    """A carrier that holds one file, and is as quick as memory."""

    content: bytes = b""
    gone: list[str] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> Path:
        raise AssertionError("nothing is written here")

    def names(self) -> tuple[str, ...]:
        return (NAME,)

    def get(self, name: str) -> bytes:
        return self.content

    def where(self, name: str) -> Path:
        return Path(name)

    def done(self, name: str) -> None:
        self.gone.append(name)


@dataclass
class Scene:
    """Two laptops of an office, a third that asks, their county, and one file of each sort that nobody has read yet."""

    first: Colleague
    second: Colleague
    third: Colleague
    hub: Hub
    files: dict[str, bytes]

    def everything(self) -> tuple[object, ...]:
        return *(tables(one.ledger) for one in self.laptops), hub_tables(self.hub)

    @property
    def laptops(self) -> tuple[Colleague, ...]:
        return self.first, self.second, self.third

    def touched(self) -> int:
        """Rows written by the laptops so far."""
        return sum(one.ledger._db.total_changes for one in self.laptops)

    def read(self, what: str, content: bytes) -> object:
        """Whoever it is for reads it. Returns what became of it; raises ExchangeError where nothing did."""
        if what == "bundle":
            return self.hub.take(content, NAME, START)
        if what == "request":
            return read_request(content, NAME)
        if what == "notice":
            return self.hub.transact(lambda db: revoking.noticed(db, content, NAME))
        reader = {"office": self.second, "admission": self.third}.get(what, self.first)
        (outcome,) = laptop.receive(reader.ledger, OnePlace(content), START)
        if outcome.error is not None:
            assert outcome.became is Became.REFUSED
            raise outcome.error
        return outcome.became


def hub_tables(hub: Hub) -> dict[str, list[Any]]:
    """Every row the county holds."""
    found = MetaData()

    def rows(db: Any) -> dict[str, list[Any]]:
        found.reflect(db)
        return {name: sorted(db.execute(table.select()).all(), key=repr) for name, table in found.tables.items()}

    return hub.transact(rows)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    root = tmp_path_factory.mktemp("flips")
    first, second = an_office(root, "一号", "二号")
    third = colleague(root, "三号")
    county = Office(first.ledger, first.stick, a_hub(root))
    grant = enrolled(county)
    her = a_woman()
    first.ledger.write("woman.register", [Add(her)])
    county.says(her, "given")
    county.exchange()
    first.ledger.write("woman.edit", [Edit("woman", her.id, {"occupation": "教师"})])
    files = {"grant": grant, "bundle": content_of(county.send().path)}
    files["receipt"] = county.hub.take(content_of(county.send().path), NAME, county.now).content
    first.ledger.write("woman.edit", [Edit("woman", her.id, {"occupation": "个体"})])
    files["bundle"] = content_of(county.send().path)
    (given,) = first.give()
    files["office"] = content_of(given)
    asked = laptop.request_enrolment(third.ledger, third.stick, third.now)
    files["admission"] = content_of(office.admit(first.ledger, asked.path, asked.code, first.stick, first.now).path)
    files["request"] = content_of(asked.path)
    keys = keyring.my_keys(first.ledger)
    assert keys is not None
    stopped = Notice(second.replica, "lost", 1, bytes(32), "2026-11-22")
    with county.hub._store.begin() as db:
        enrol_too(db, second)
    files["notice"] = write_notice(stopped, file_id=new_file_id(), sender=first.replica, keys=keys)
    item = Item(new_id(), "moved", "2026-11-22", "", her.id, "{}")
    files["letter"] = write_letter(
        Letter(1, 1, (item,)),
        file_id=new_file_id(), hub=county.hub.id, keys=county.hub._keys, laptop=first.replica, to=keys.public,
    )  # fmt: skip
    with closing(third.ledger), closing(first.ledger), closing(second.ledger), closing(county.hub):
        yield Scene(first, second, third, county.hub, files)


def enrolled(county: Office) -> bytes:
    """Enrols it, and keeps the grant."""
    request = laptop.request_enrolment(county.ledger, county.stick, county.now)
    made = county.hub.enrol(content_of(request.path), NAME, county.now)
    grant = county.stick / NAME
    grant.write_bytes(made.content)
    laptop.accept_grant(county.ledger, grant, county.hub.code, county.now)
    return content_of(grant)


def enrol_too(db: Any, other: Colleague) -> None:
    from sync.enrolment import Request
    from sync.hub import store

    keys = keyring.keys_made(other.ledger)
    store.enrol(db, Request(other.replica, "430981203205", "莲荷村", other.name, keys.public), 0)


def content_of(path: Path) -> bytes:
    content = path.read_bytes()
    path.unlink()
    return content


SORTS = ("bundle", "office", "receipt", "grant", "request", "admission", "notice", "letter")


def why(read: Callable[[], object]) -> tuple[str, object] | None:
    """The cause and the file that are named, or None where nothing was wrong."""
    try:
        read()
    except ExchangeError as error:
        return error.code, error.facts.get("file")
    return None


def refused(scene: Scene, what: str, content: bytes) -> None:
    """It is not believed, whatever it has become."""
    became: list[object] = []
    cause = why(lambda: became.append(scene.read(what, content)))
    if cause is None:
        assert became == [Became.OTHER], "only left where it is, as something for somebody else"
    else:
        assert cause[0] in CAUSES
        assert cause[1] == NAME


def flipped(content: bytes, place: int, bits: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= bits
    return bytes(changed)


def with_digest(content: bytes) -> bytes:
    """As somebody would alter it who knows the form and has no key."""
    return content[:-96] + hashlib.sha256(content[:-96]).digest() + content[-64:]


def places(content: bytes, step: int) -> list[int]:
    """Every byte of what stands before and after the body, and every so many of the body."""
    body = 21 + int.from_bytes(content[9:13])
    end = len(content) - 96
    return [*range(body), *range(body, end, step), *range(end, len(content))]


def untouched(scene: Scene, deeds: Callable[[], None]) -> None:
    before, written = scene.everything(), scene.touched()
    deeds()
    assert scene.touched() == written
    assert scene.everything() == before


@pytest.mark.parametrize("what", SORTS)
def test_a_byte_changed_anywhere_is_found_before_anything_else(scene: Scene, what: str) -> None:
    content = scene.files[what]
    for place in range(len(content)):
        for bits in VALUES:
            changed = flipped(content, place, bits)
            cause = why(lambda changed=changed: peek(changed, NAME))  # type: ignore[misc]
            signature = place >= len(content) - 64  # of which a header knows nothing
            assert (cause is None) == signature
            if cause is not None:
                assert cause[0] in CAUSES
                assert cause[1] == NAME


def changes(scene: Scene, what: str, step: int, values: tuple[int, ...]) -> None:
    content = scene.files[what]

    def deeds() -> None:
        for place in places(content, step):
            for bits in values:
                refused(scene, what, flipped(content, place, bits))
                refused(scene, what, with_digest(flipped(content, place, bits)) if place < len(content) - 96 else b"")

    untouched(scene, deeds)


@pytest.mark.parametrize("what", SORTS)
def test_a_byte_changed_anywhere_is_refused_by_whom_it_is_for(scene: Scene, what: str) -> None:
    changes(scene, what, 11, (0x01,))


@pytest.mark.long
@pytest.mark.parametrize("what", SORTS)
def test_every_byte_changed_is_refused_by_whom_it_is_for(scene: Scene, what: str) -> None:
    changes(scene, what, 1, VALUES)


@pytest.mark.parametrize("what", SORTS)
def test_cut_at_any_length_or_longer_than_it_was_it_is_refused(scene: Scene, what: str) -> None:
    content = scene.files[what]

    def deeds() -> None:
        for end in range(len(content)):
            refused(scene, what, content[:end])
        for more in (b"\0", b"\xff" * 7, content, content[:100]):
            refused(scene, what, content + more)
            refused(scene, what, more + content)
            refused(scene, what, with_digest(content[:-96] + more + content[-96:]))

    untouched(scene, deeds)


@pytest.mark.parametrize("what", SORTS)
def test_one_sort_is_never_taken_for_another(scene: Scene, what: str) -> None:
    def deeds() -> None:
        for other in SORTS:
            if other != what:
                refused_as_another(scene, what, scene.files[other])

    untouched(scene, deeds)


def refused_as_another(scene: Scene, what: str, content: bytes) -> None:
    """Readers of what came to a laptop tell sorts apart themselves; all others take one sort only."""
    if what in {"bundle", "request", "notice"}:
        with pytest.raises(ExchangeError):
            scene.read(what, content)


def test_and_all_of_them_were_sound(scene: Scene) -> None:
    """Stands last: it reads them."""
    assert scene.read("receipt", scene.files["receipt"]) is Became.TAKEN
    assert scene.read("office", scene.files["office"]) is Became.TAKEN
    assert scene.read("grant", scene.files["grant"]) is Became.KNOWN
    assert scene.read("letter", scene.files["letter"]) is Became.TAKEN
    assert scene.read("admission", scene.files["admission"]) is Became.ADMISSION
    for what in ("bundle", "request", "notice"):
        assert scene.read(what, scene.files[what])
    assert scene.hub.take(scene.files["bundle"], NAME, START).outcome == "held"
