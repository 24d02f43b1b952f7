"""What carries the files: full, read-only, pulled half-way, worn, wearing a virus. Nothing is lost, nothing is half done."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from app.errors import ExchangeError, StorageTrouble, SuifangError
from app.records import Woman
from app.records.writes import Add, Edit
from sync import files, laptop, office
from sync.envelope import MAGIC, MOST_BYTES
from sync.hub.evening import Done, Found, take_lot
from sync.laptop import Became
from tests.support.ledgers import a_woman, tables
from tests.support.sticks import PAGE, fill, on_a_disk, pull, read_only, small, wear_out
from tests.sync.colleagues import Colleague, an_office
from tests.sync.support import Office, a_hub, held

TOLD = ("told",)
"""Of whom a file may tell is kept before it is written, and stays when it could not be."""


@dataclass
class Place:
    """Two laptops of an office and their county, who pass things on by one stick."""

    first: Colleague
    second: Colleague
    county: Office
    stick: Path

    def on(self, stick: Path) -> None:
        self.stick = self.first.stick = self.second.stick = self.county.stick = stick

    def write(self) -> None:
        """Something new that is to be passed on."""
        her = a_woman("她", current_address=secrets.token_hex(100))  # which cannot be packed smaller
        self.first.ledger.write("woman.register", [Add(her)])
        self.county.says(her, "given")

    def deliver(self) -> None:
        """What lies on the stick arrives everywhere, and everybody holds the same."""
        for path in files.find(self.stick).ours:
            if "-bundle-" in path.name:
                answer = self.county.hub.take(path.read_bytes(), path.name, self.county.now)
                (self.stick / answer.name).write_bytes(answer.content)
        self.first.take()
        self.second.take()
        women = {woman.id for woman in self.first.ledger.all(Woman)}
        assert {woman.id for woman in self.second.ledger.all(Woman)} == women
        assert set(held(self.county.hub, "woman")) == women


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    first, second = an_office(tmp_path, "一号", "二号")
    county = Office(first.ledger, first.stick, a_hub(tmp_path))
    county.enrol()
    with closing(first.ledger), closing(second.ledger), closing(county.hub):
        made = Place(first, second, county, first.stick)
        made.write()
        yield made


def send(place: Place) -> None:
    laptop.send(place.first.ledger, place.stick, place.county.now)


def give(place: Place) -> None:
    office.send_office(place.first.ledger, place.stick, place.first.now)


def ask(place: Place) -> None:
    laptop.request_enrolment(place.second.ledger, place.stick, place.second.now)


WRITERS = pytest.mark.parametrize("write", [send, give, ask])


def lying(stick: Path) -> list[str]:
    """The names of everything that lies there."""
    return sorted(path.name for path in stick.iterdir())


def parts(stick: Path) -> list[str]:
    return [name for name in lying(stick) if name.endswith(".part")]


def fails(place: Place, write: Callable[[Place], None], code: str) -> None:
    """It fails with words for it; nothing is half done; the ledgers are as before."""
    before = tables(place.first.ledger, but=TOLD), tables(place.second.ledger, but=TOLD)
    with pytest.raises(StorageTrouble) as caught:
        write(place)
    assert caught.value.code == code
    assert caught.value.facts["file"]
    assert (tables(place.first.ledger, but=TOLD), tables(place.second.ledger, but=TOLD)) == before


# --- full ------------------------------------------------------------------------------------------------------------


@WRITERS
@pytest.mark.parametrize("left", [0, 1])
def test_a_full_stick_takes_nothing_and_the_next_takes_all(
    place: Place, tmp_path: Path, write: Callable[[Place], None], left: int
) -> None:
    with small(tmp_path / "full", 64) as stick:
        place.on(stick)
        if write is not ask:  # so that none of it fits into a page
            for _ in range(60):
                place.write()
        pictures = fill(stick, left * PAGE if write is not ask else 0)
        size = pictures.stat().st_size
        fails(place, write, "file.disk_full")
        assert lying(stick) == [pictures.name], "nothing of ours is left, and nothing of hers is gone"
        assert pictures.stat().st_size == size
        pictures.unlink()
        write(place)
        send(place)
        give(place)
        place.deliver()


def test_where_the_file_for_one_colleague_fits_and_the_next_does_not_the_first_is_whole(tmp_path: Path) -> None:
    first, *others = an_office(tmp_path, "一号", "二号", "三号")
    for _ in range(120):
        first.ledger.write("woman.register", [Add(a_woman(current_address=secrets.token_hex(100)))])
    (sizes, *_) = [path.stat().st_size for path in first.give()]
    for path in files.find(first.stick).ours:
        path.unlink()
    with small(tmp_path / "full", 256) as stick:
        fill(stick, (sizes // PAGE + 2) * PAGE)
        with pytest.raises(StorageTrouble, match=r"file\.disk_full"):
            office.send_office(first.ledger, stick, first.now)
        assert len(files.find(stick).ours) == 1
        assert parts(stick) == []
        outcomes = [one for other in others for one in laptop.receive(other.ledger, stick, other.now)]
        assert sorted(one.became for one in outcomes) == [Became.OTHER, Became.TAKEN]
    for one in others:
        first.tell(one)
        assert one.ledger.count(Woman) == first.ledger.count(Woman)
    for one in (first, *others):
        one.ledger.close()


def test_a_receipt_for_which_there_is_no_room_comes_with_the_next_reading(place: Place, tmp_path: Path) -> None:
    with small(tmp_path / "full", 64) as stick:
        place.on(stick)
        send(place)
        (bundle,) = files.find(stick).ours
        pictures = fill(stick, 0)
        (done,) = taken(place, bundle)
        assert isinstance(done.error, StorageTrouble)
        assert done.error.code == "file.disk_full"
        assert set(held(place.county.hub, "woman")) == {woman.id for woman in place.first.ledger.all(Woman)}
        assert files.find(stick).ours == (bundle,)
        assert parts(stick) == []
        pictures.unlink()
        (done,) = taken(place, bundle)
        assert (done.outcome, done.error) == ("held", None)
        outcomes = laptop.receive(place.first.ledger, stick, place.first.now)
        assert Became.TAKEN in [one.became for one in outcomes]
        place.first.ledger.write("woman.edit", [Edit("woman", place.first.ledger.all(Woman)[0].id, {"phone": "1"})])
        assert place.county.send().manifest.records == {}, "the receipt was believed"


def taken(place: Place, *paths: Path) -> list[Done]:
    return take_lot(place.county.hub, [Found(path, path.parent, named=False) for path in paths])


# --- read-only -------------------------------------------------------------------------------------------------------


@WRITERS
def test_from_a_locked_card_can_be_read_and_to_it_nothing_is_written(
    place: Place, tmp_path: Path, write: Callable[[Place], None]
) -> None:
    with small(tmp_path / "card", 256) as stick:
        place.on(stick)
        give(place)
        before = lying(stick)
        read_only(stick)
        fails(place, write, "file.read_only")
        (outcome,) = laptop.receive(place.second.ledger, stick, place.second.now)
        assert outcome.became is Became.TAKEN
        assert lying(stick) == before


# --- pulled ----------------------------------------------------------------------------------------------------------


@WRITERS
@pytest.mark.parametrize("moment", ["before", "written", "flushed"])
def test_a_stick_pulled_while_it_is_written_loses_nothing(
    place: Place, tmp_path: Path, write: Callable[[Place], None], moment: str
) -> None:
    image, flush = tmp_path / "image", os.fsync
    with on_a_disk(tmp_path / "card", image) as stick:
        place.on(stick)

        def pulled(handle: int) -> None:
            """The first flush on the stick; what else is flushed meanwhile is on the disk of the laptop."""
            on_stick = Path(f"/proc/self/fd/{handle}").readlink().is_relative_to(stick)
            if on_stick and moment == "written":
                pull(stick)
            flush(handle)
            if on_stick and moment == "flushed":
                pull(stick)

        if moment == "before":
            pull(stick)
        with patch.object(os, "fsync", pulled):
            fails(place, write, "file.gone")
        assert not stick.exists(), "no folder of that name on the laptop's own disk"
    with on_a_disk(tmp_path / "card", image) as stick:
        assert files.find(stick).ours == (), "nothing bears our name that is not whole"
        place.on(stick)
        write(place)
        send(place)
        give(place)
        place.deliver()


def test_a_stick_pulled_while_it_is_read_leaves_the_ledger_as_it_was(place: Place, tmp_path: Path) -> None:
    with on_a_disk(tmp_path / "card", tmp_path / "image") as stick:
        place.on(stick)
        give(place)
        before, get = tables(place.second.ledger), files.get

        def gone(path: Path) -> bytes:
            pull(stick)
            return get(path)

        with patch.object(files, "get", gone):
            (outcome,) = laptop.receive(place.second.ledger, stick, place.second.now)
        assert isinstance(outcome.error, StorageTrouble)
        assert outcome.error.code == "file.gone"
        assert tables(place.second.ledger) == before
        with pytest.raises(StorageTrouble, match=r"file\.gone"):
            laptop.receive(place.second.ledger, stick, place.second.now)


# --- worn ------------------------------------------------------------------------------------------------------------


def test_a_file_that_can_no_longer_be_read_hides_no_other(place: Place, tmp_path: Path) -> None:
    image = tmp_path / "image"
    with on_a_disk(tmp_path / "card", image) as stick:
        place.on(stick)
        give(place)
        worn = stick / "suifang-office-430981203205-20260101-00000000.suifang"
        worn.write_bytes(MAGIC + bytes(3000))
        os.sync()
    wear_out(image, worn.name)
    with on_a_disk(tmp_path / "card", image) as stick:
        with pytest.raises(OSError, match=r"Input/output|cleaning"):
            worn.read_bytes()
        outcomes = {
            one.path.name == worn.name: one for one in laptop.receive(place.second.ledger, stick, place.second.now)
        }
        assert outcomes[False].became is Became.TAKEN
        assert isinstance(outcomes[True].error, SuifangError)


# --- wearing a virus -------------------------------------------------------------------------------------------------


def infest(stick: Path, outside: Path) -> None:
    """What is found on sticks that have been around, and what somebody might put there on purpose."""

    def ours(number: int, what: str = "office") -> Path:
        return stick / f"suifang-{what}-430981203205-20261122-{number:08x}.suifang"

    (stick / "autorun.inf").write_text("[autorun]\nopen=suifang.exe\n")
    (stick / "suifang.exe").write_bytes(b"MZ" + bytes(200))
    (stick / "随访.lnk").write_bytes(b"L\0\0\0")
    (stick / "System Volume Information").mkdir()
    ours(1).write_bytes(b"MZ" + bytes(200))
    ours(2).write_bytes(b"")
    ours(3).write_bytes(MAGIC)
    ours(4).write_bytes(MAGIC + b"\x01" + os.urandom(500))
    ours(5).write_bytes(MAGIC + b"\x01" + b"\xff" * 12 + bytes(300))
    ours(6).mkdir()
    (ours(6) / "inside").write_bytes(b"x")
    outside.write_bytes(MAGIC + b"secret")
    ours(7).symlink_to(outside)
    ours(8).symlink_to("/dev/zero")
    ours(9).symlink_to(stick)
    os.mkfifo(ours(10))
    os.mknod(ours(11), 0o20666, os.makedev(1, 5))  # /dev/zero
    with ours(12).open("wb") as huge:
        huge.write(MAGIC + b"\x01")
        huge.truncate(MOST_BYTES + 1)
    ours(13).write_bytes(b"PK\x03\x04" + bytes(100))
    os.close(os.open(os.fsencode(stick) + b"/suifang-\xff\xfe.suifang", os.O_CREAT | os.O_WRONLY))
    (stick / "suifang-office-430981203205-20261122-0000000e.suifang.exe").write_bytes(b"MZ")
    (stick / "suifang-office-\n-20261122-0000000e.suifang").write_bytes(MAGIC)
    (stick / f".{ours(15).name}.part").write_bytes(MAGIC + b"\x01half")


def listing(stick: Path) -> list[tuple[str, int, int]]:
    found = [(path.name, path.lstat()) for path in sorted(stick.iterdir())]
    return [(name, state.st_mode, state.st_size) for name, state in found]


TYPED = {
    "exchange.cut", "exchange.altered", "exchange.malformed", "exchange.not_ours", "exchange.newer", "exchange.newer.form",
}  # fmt: skip


def test_whatever_else_lies_on_a_stick_is_left_there_unopened(place: Place, tmp_path: Path) -> None:
    with small(tmp_path / "stick-that-went-round", 200_000) as stick:
        place.on(stick)
        give(place)
        send(place)
        real = {path.name for path in files.find(stick).ours}
        infest(stick, tmp_path / "outside")
        before = listing(stick)
        outcomes = laptop.receive(place.second.ledger, stick, place.second.now)
        assert [one.became for one in outcomes].count(Became.TAKEN) == 1
        for one in outcomes:
            if one.path.name not in real:
                assert isinstance(one.error, ExchangeError)
                assert one.error.code in TYPED
                assert one.error.facts["file"] == one.path.name
        assert listing(stick) == before
        done = {one.path.name: one for one in taken(place, *files.find(stick).ours)}
        assert [name for name, one in done.items() if one.receipt] == [n for n in real if "-bundle-" in n]
        assert {one.error.code for one in done.values() if one.error} <= TYPED
        place.deliver()
        send(place)
        give(place)
        assert [entry for entry in listing(stick) if entry in before] == before


def test_a_name_that_is_taken_by_something_else_is_no_way_to_another_file(place: Place, tmp_path: Path) -> None:
    """Somebody who knew the name of the next file put a link, a pipe or a folder there."""
    name = files.file_name("office", "430981203205", place.first.now.date(), "ab" * 16)
    stick, elsewhere = tmp_path / "odd", tmp_path / "elsewhere"
    stick.mkdir()
    target = stick / name
    target.symlink_to(elsewhere)
    files.put(stick, name, b"content")
    assert not elsewhere.exists()
    target.unlink()
    os.mkfifo(target)
    files.put(stick, name, b"content")
    assert target.read_bytes() == b"content"
    target.unlink()
    target.mkdir()
    with pytest.raises(StorageTrouble, match=r"file\.trouble"):
        files.put(stick, name, b"content")
    assert lying(stick) == [name]


# --- names -----------------------------------------------------------------------------------------------------------

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def test_every_name_is_one_that_fat32_takes_and_that_is_found_again(place: Place) -> None:
    """Letters, digits, hyphen and point; short; no device of old systems; none that differ by case alone."""
    ask(place)
    send(place)
    give(place)
    place.deliver()
    names = lying(place.stick)
    assert {name.split("-")[1] for name in names} == {"request", "bundle", "office", "receipt"}
    for name in names:
        assert re.fullmatch(r"[a-z0-9.-]{1,80}", name)
        assert not RESERVED.fullmatch(name)
        assert not name.endswith((".", " "))
        assert files.is_name(name)
    assert len({name.upper() for name in names}) == len(names)
    for odd in ("", "莲荷村", "../..", "con", "A:B*C?", "4309 8120"):
        assert files.is_name(files.file_name("bundle", odd, place.first.now.date(), "ab" * 16))
