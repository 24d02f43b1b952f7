"""What the copying page reads, and its words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.copying import Paper, Place, Screen, System, of_month, of_woman, read_system, systems
from app.errors import FileError, SuifangError
from app.records import CopiedOut
from app.values.dates import PartialDate
from ui.text import language

if TYPE_CHECKING:
    from storage.ledger import Ledger

FOLDER = "抄录次序"
"""Beside the ledger: a county's own files. One with the name of ours stands in its place."""
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Told:
    """``papers``: what the page lists. ``name``: of the woman it is about, or ``""``. ``wrong``: files nobody could read."""

    systems: tuple[System, ...]
    system: System
    papers: tuple[Paper, ...]
    name: str
    wrong: tuple[SuifangError, ...]


def known_systems(ledger: Ledger) -> tuple[tuple[System, ...], tuple[SuifangError, ...]]:
    """Ours and the county's, and what is wrong with those that cannot be read."""
    found, wrong = {system.key: system for system in systems()}, list[SuifangError]()
    folder = ledger.folder / FOLDER
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise FileError("file.systems.wrong", file=path.name, line=1, key="", rule="toml")
            found[path.stem] = read_system(path.stem, path.read_text(encoding="utf-8-sig"))
        except FileError as error:
            wrong.append(error)
        except (OSError, UnicodeDecodeError):
            wrong.append(FileError("file.systems.wrong", file=path.name, line=1, key="", rule="toml"))
    return tuple(found.values()), tuple(wrong)


def read_papers(ledger: Ledger, key: str, month: PartialDate, woman: str) -> Told:
    """What of a month, or of one woman, a system wants; in the ledger's thread."""
    there, wrong = known_systems(ledger)
    system = next((one for one in there if one.key == key), there[0])
    before = ledger.all(CopiedOut)
    if woman:
        story = ledger.story(woman)
        papers = of_woman(story, system, before) if story else ()
        return Told(there, system, papers, story.woman.name if story and papers else "", wrong)
    return Told(there, system, of_month(ledger.stories(), system, before, month), "", wrong)


def label(thing: System | Screen | Place) -> str:
    """Its name in the language spoken now; a screen elsewhere is Chinese whatever is spoken here."""
    return thing.zh if language() == "zh" else f"{thing.zh} {thing.en}"
