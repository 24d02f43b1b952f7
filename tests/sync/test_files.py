"""Sticks are pulled out, full, read-only, worn and full of other things."""

from __future__ import annotations

import errno
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.errors import ExchangeError, StorageTrouble
from sync.envelope import MAGIC, MOST_BYTES
from sync.files import Drive, file_name, find, get, put, removable_drives

NAME = file_name("bundle", "430981203205", date(2026, 11, 22), "0123456789abcdef")
OLD, NEW = MAGIC + b"old", MAGIC + b"new" * 1000


def test_a_file_is_there_whole_and_nothing_else_is(tmp_path: Path) -> None:
    assert put(tmp_path, NAME, NEW).read_bytes() == NEW
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    assert get(tmp_path / NAME) == NEW


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "file.disk_full"), (errno.EROFS, "file.read_only"), (errno.EIO, "file.gone"),
     (errno.EACCES, "file.no_permission"), (errno.EBUSY, "file.trouble")],
)  # fmt: skip
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_trouble_at_any_step_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, code: str
) -> None:
    put(tmp_path, NAME, OLD)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        if step == "fsync":
            broken.setattr(os, "fsync", fails)
        else:
            broken.setattr(Path, step, fails)
        with pytest.raises(StorageTrouble) as caught:
            put(tmp_path, NAME, NEW)
    assert caught.value.code == code
    assert caught.value.facts == {"file": NAME}
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {NAME: OLD}


def test_a_crash_before_the_rename_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, NAME, OLD)

    class PowerCut(BaseException):
        pass

    def cut(*_: Any) -> None:
        raise PowerCut

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", cut)
        broken.setattr(Path, "unlink", cut)  # nothing tidies up after a power cut
        with pytest.raises(PowerCut):
            put(tmp_path, NAME, NEW)
    assert (tmp_path / NAME).read_bytes() == OLD
    listing = find(tmp_path)
    assert [p.name for p in listing.ours] == [NAME]
    assert listing.strange == 0
    assert put(tmp_path, NAME, NEW).read_bytes() == NEW


@pytest.mark.parametrize("year", [1980, 2010, 2040])
def test_what_a_pulled_stick_left_half_written_goes_with_the_next_writing(tmp_path: Path, year: int) -> None:
    left, writing, strange = (
        tmp_path / name for name in (f".{NAME}.part", f".{NAME.replace('0123', '4567')}.part", ".照片.jpg.part")
    )
    for path in (left, writing, strange):
        path.write_bytes(NEW[:20])
    then = datetime(year, 3, 1, tzinfo=UTC).timestamp()
    for path in (left, strange):
        os.utime(path, (then, then))
    put(tmp_path, NAME.replace("0123", "89ab"), NEW)
    assert not left.exists()
    assert writing.exists(), "another laptop may be writing it now"
    assert strange.exists(), "not ours"


def test_a_stick_that_is_gone_is_not_made_up_on_the_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageTrouble, match=r"file\.gone"):
        put(tmp_path / "stick", NAME, NEW)
    assert not (tmp_path / "stick").exists()
    with pytest.raises(StorageTrouble, match=r"file\.gone"):
        find(tmp_path / "stick")
    with pytest.raises(StorageTrouble, match=r"file\.gone"):
        get(tmp_path / NAME)


def test_folders_that_cannot_be_flushed_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def picky(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112  a descriptor, not a path of ours
            raise OSError(errno.EINVAL, "no")
        real(handle)

    monkeypatch.setattr(os, "fsync", picky)
    assert put(tmp_path, NAME, NEW).read_bytes() == NEW


def test_only_our_files_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, NAME, NEW)
    copy = tmp_path / NAME.replace(".suifang", " (1).suifang")
    copy.write_bytes(NEW)
    pulled = tmp_path / NAME.replace("bundle", "receipt")
    pulled.write_bytes(b"")
    (tmp_path / "autorun.inf").write_bytes(b"[autorun]")
    (tmp_path / "照片.jpg").write_bytes(MAGIC)
    (tmp_path / NAME.replace("0123", "4567")).write_bytes(b"MZ a program under our name")
    (tmp_path / NAME.replace("0123", "89ab")).symlink_to(tmp_path / NAME)
    (tmp_path / "folder.suifang").mkdir()
    seen: list[str] = []
    real = Path.open

    def watched(path: Path, *arguments: Any, **more: Any) -> Any:
        seen.append(path.name)
        return real(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", watched)
    listing = find(tmp_path)
    assert {p.name for p in listing.ours} == {NAME, copy.name, pulled.name}
    assert listing.strange == 4
    assert "autorun.inf" not in seen
    assert "照片.jpg" not in seen


def test_what_is_no_plain_file_or_too_big_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"exchange\.not_ours"):
        get(tmp_path)
    with (tmp_path / NAME).open("wb") as big:
        big.truncate(MOST_BYTES + 1)
    with pytest.raises(ExchangeError, match=r"exchange\.not_ours"):
        get(tmp_path / NAME)


@pytest.mark.skipif(os.name != "posix", reason="reads /proc/mounts")
def test_sticks_are_found_where_desktops_mount_them(tmp_path: Path) -> None:
    stick = tmp_path / "media" / "村 医"
    stick.mkdir(parents=True)
    escaped = str(stick).replace(" ", "\\040")
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 {escaped} vfat rw 0 0\n/dev/sdc1 {tmp_path}/media/gone vfat rw 0 0\nodd\n",
        encoding="utf-8",
    )
    (found,) = removable_drives(mounts, under=(f"{tmp_path}/media/",))
    assert isinstance(found, Drive)
    assert (found.path, found.label) == (stick, "村 医")
    assert found.free > 0
    assert removable_drives(tmp_path / "none") == []
