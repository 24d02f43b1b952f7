"""What waits at the county for a laptop that comes over the line: a few sources, each with files of its own sort.

A source gives the same bytes as long as nothing new waits: a line that drops goes on in the middle of a file, which it
knows by its digest alone. One whose files are written anew each time (a letter) keeps them on the ``Shelf``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storage.files import trouble, write_whole
from sync.hub.store import Laptop


@dataclass(frozen=True, slots=True)
class File:
    """A file of the exchange under its name."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal digits: the name the line knows it by."""
        return hashlib.sha256(self.content).hexdigest()


class Source(Protocol):
    """Files of one sort that wait. Called from several threads; raises StorageTrouble."""

    def waiting(self, laptop: Laptop) -> Iterable[File]:
        """What waits for a laptop, nothing of which is for another."""

    def arrived(self, laptop: Laptop, name: str) -> None:
        """One of them was taken in there. It need not be given again."""


class Waiting:
    """All sources together."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def files(self, laptop: Laptop) -> list[File]:
        """Everything that waits for a laptop."""
        return [file for _, file in self._all(laptop)]

    def file(self, laptop: Laptop, digest: str) -> File | None:
        """The one of that digest."""
        return next((file for _, file in self._all(laptop) if file.digest == digest), None)

    def arrived(self, laptop: Laptop, digest: str) -> None:
        """It is where it was to go; again, or one that does not wait any more, changes nothing."""
        for source, file in list(self._all(laptop)):
            if file.digest == digest:
                source.arrived(laptop, file.name)

    def _all(self, laptop: Laptop) -> Iterator[tuple[Source, File]]:
        for source in self._sources:
            for file in source.waiting(laptop):
                yield source, file


class Shelf:
    """Sealed files that lie ready for laptops, one of each sort for each, in a folder of the hub's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, replica: str, sort: str, file: File) -> None:
        """Lays a file there in the place of the one before."""
        place = self._place(replica, sort)
        with trouble(place):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(place / file.name, file.content, private=True)
        for older in self._paths(replica, sort):
            if older.name != file.name:
                older.unlink(missing_ok=True)

    def files(self, replica: str, sort: str) -> list[File]:
        """What lies there; two, for a moment, while one takes the place of another."""
        found = []
        for path in self._paths(replica, sort):
            with suppress(FileNotFoundError):
                found.append(File(path.name, path.read_bytes()))
        return found

    def made(self, replica: str, sort: str, name: str, make: Callable[[], bytes]) -> File:
        """The file of that name; made, and laid in the place of the one before, where it does not lie there yet."""
        found = next((file for file in self.files(replica, sort) if file.name == name), None)
        if found is None:
            found = File(name, make())
            self.put(replica, sort, found)
        return found

    def drop(self, replica: str, sort: str, name: str) -> None:
        """Takes a file away."""
        for path in self._paths(replica, sort):
            if path.name == name:
                path.unlink(missing_ok=True)

    def clear(self, replica: str, sort: str) -> None:
        """Takes away whatever lies there of a sort."""
        for path in self._paths(replica, sort):
            path.unlink(missing_ok=True)

    def _place(self, replica: str, sort: str) -> Path:
        return self._folder / replica / sort

    def _paths(self, replica: str, sort: str) -> list[Path]:
        place = self._place(replica, sort)
        return sorted(path for path in place.iterdir() if path.suffix == ".suifang") if place.is_dir() else []


class Receipts:
    """The last receipt of each laptop that came over the line: it says all that those before it said."""

    _SORT = "receipt"

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def keep(self, laptop: Laptop, name: str, content: bytes) -> None:
        """Keeps it until it has arrived or a later one takes its place."""
        self._shelf.put(laptop.replica, self._SORT, File(name, content))

    def waiting(self, laptop: Laptop) -> list[File]:
        """The last receipt."""
        return self._shelf.files(laptop.replica, self._SORT)

    def arrived(self, laptop: Laptop, name: str) -> None:
        """It has arrived."""
        self._shelf.drop(laptop.replica, self._SORT, name)
