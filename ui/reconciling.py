"""Holding a list against the ledger, step by step: the file, the comparison, her words, the one change. No Qt.

Nothing of the list is kept: a comparison under way is kept as the name of its file and what she said of which line
(encrypted with the ledger), and read again from the file. When it is finished, only the counts stay.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import InputError
from app.forms.list_answer import AnswerContent, AnswerTexts
from app.reconciling.comparing import Compared, Line, Outcome, compare
from app.reconciling.reading import ABOUT, EVENTS, ReadList, columns_of, read_list
from app.reconciling.settling import Said, open_lines, result, settled, to_tell, writes_of
from app.records import Child, LifeEvent, RosterLine, Unit, Value
from app.records.story import Story
from app.records.writes import Write
from app.roster.columns import RosterMapping, Use
from app.roster.known import known_people
from app.roster.matching import Known
from storage.ids import new_id
from storage.workbook import read_workbook
from ui.dates import say_date
from ui.text import has, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

DRAFT = "page.reconciling"


@dataclass(frozen=True)
class Held:
    """A list held against the ledger. ``who``: by a line, which woman she said it is about; ``said``: her words."""

    path: Path
    mark: str
    mapping: RosterMapping
    read: ReadList
    stories: tuple[Story, ...]
    known: tuple[Known, ...]
    today: date
    who: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def compared(self) -> Compared:
        """Every line, with whom she said it is about."""
        return compare(self.read, self.stories, self.known, self.today, self.who)

    @cached_property
    def said(self) -> dict[str, Said]:
        """Her words, where they can still be said."""
        return settled(self.compared.lines, self.words)

    @property
    def open(self) -> int:
        """How many lines want a word of hers."""
        return open_lines(self.compared, self.said)

    def is_about(self, line: Line, woman: str | None) -> Held:
        """The same with a line said to be about this woman, about none of them (``""``), or asked again (None)."""
        who = {key: said for key, said in self.who.items() if key != line.key}
        return dataclasses.replace(self, who=who if woman is None else {**who, line.key: woman})

    def say(self, line: Line, word: Said | None) -> Held:
        """The same with a word about a line; None takes it back."""
        words = {key: said for key, said in self.words.items() if key != line.key}
        return dataclasses.replace(self, words=words if word is None else {**words, line.key: str(word)})

    def writes(self, on: date) -> tuple[Write, ...]:
        """Everything she settled and the counts, as one change."""
        check = result(self.compared, self.said, self.path.name, on.isoformat(), fresh=new_id)
        return (*writes_of(self.compared, self.said, fresh=new_id), check)

    def kept(self) -> str:
        """What is kept while it is under way: no name, no number, no cell of the list; women by a salted mark only."""
        who = {key: _mark(self.mark, woman) if woman else "" for key, woman in self.who.items()}
        rows = {key: word for key, word in self.words.items() if not key.startswith("here.")}
        here = {_mark(self.mark, key): word for key, word in self.words.items() if key.startswith("here.")}
        told = {
            "path": str(self.path),
            "mark": self.mark,
            "about": self.read.about,
            "who": who,
            "said": rows,
            "here": here,
        }
        return json.dumps(told, ensure_ascii=False)


def hold(ledger: Ledger, path: Path, about: str, today: date) -> Held:
    """Reads a list and compares it with the ledger as it is now; writes nothing.

    Raises WorkbookError; InputError ``reconciling.columns`` where the columns it cannot do without are not found.
    """
    sheets = read_workbook(path)
    mapping = columns_of(sheets, about)
    fields = {name for sheet in mapping.sheets for name in sheet.by_field}
    wanted = {"births": "child_birth", "marriages": "event_date"}.get(about, "name")
    if not {"name", wanted} <= fields:
        raise InputError("reconciling.columns", file=path.name)
    read = read_list(sheets, mapping, about, today)
    stories = tuple(ledger.stories(visits_since=today))
    known = tuple(known_people(iter(stories), ledger.all(RosterLine), today))
    mark = sha256(path.read_bytes()).hexdigest()
    return Held(path, mark, mapping, read, stories, known, today)


def resume(ledger: Ledger, today: date) -> Held | None:
    """The comparison that was left; None where there is none, or the file is gone or another by now."""
    kept = ledger.draft(DRAFT)
    if kept is None:
        return None
    told = json.loads(kept)
    path = Path(told["path"])
    if told["about"] not in ABOUT or not path.is_file() or sha256(path.read_bytes()).hexdigest() != told["mark"]:
        return None
    held = hold(ledger, path, told["about"], today)
    women = {_mark(held.mark, story.woman.id): story.woman.id for story in held.stories}
    who = {key: women.get(said, "") if said else "" for key, said in told["who"].items() if not said or said in women}
    held = dataclasses.replace(held, who=who)
    here = {_mark(held.mark, line.key): line.key for line in held.compared.lines if line.outcome is Outcome.ONLY_HERE}
    words = {**told["said"], **{here[mark]: word for mark, word in told["here"].items() if mark in here}}
    return dataclasses.replace(held, words=words)


def again(ledger: Ledger, held: Held, today: date) -> Held:
    """The same comparison with the ledger as it is by now."""
    stories = tuple(ledger.stories(visits_since=today))
    known = tuple(known_people(iter(stories), ledger.all(RosterLine), today))
    return dataclasses.replace(held, stories=stories, known=known, today=today)


def recognised(mapping: RosterMapping) -> tuple[list[str], list[str]]:
    """The headings that are used, and those that are not."""
    used, left = list[str](), list[str]()
    for sheet in mapping.sheets:
        for column in sheet.columns:
            if column.header:
                (used if column.use in (Use.READ, Use.CHECK) else left).append(" ".join(column.header.split()))
    return list(dict.fromkeys(used)), list(dict.fromkeys(left))


# Words


def who_words(line: Line) -> str:
    """Whom a line is about; nothing of who said no."""
    if line.outcome is Outcome.REFUSED:
        return tr("reconciling.refused.who")
    if line.story is not None:
        return line.story.woman.name
    return line.row.entry.name if line.row is not None else ""


def row_words(line: Line) -> str:
    """The row of the list; ``""`` for what is only here."""
    return str(line.row.ref.row) if line.row is not None else ""


def what_words(line: Line, about: str) -> str:
    """What a line is, in one sentence."""
    if line.outcome is Outcome.REFUSED:
        return tr("reconciling.refused")
    if line.outcome is Outcome.ASKED:
        return tr("reconciling.asked", n=len(line.candidates))
    if line.outcome is Outcome.DIFFERING:
        return tr("reconciling.differing", fields="、".join(field_words(d.field) for d in line.differences))
    if line.outcome is Outcome.ONLY_THERE:
        known = "hers" if line.story is not None and about in EVENTS else "nobody"
        return tr(f"reconciling.only_there.{known}", what=there_words(line))
    return tr(f"reconciling.{line.outcome}", what=here_words(line))


def there_words(line: Line) -> str:
    """What the list says happened."""
    if line.row is None:
        return ""
    said = line.row.said
    day = said.get("child.birth_date") or said.get("life_event.date") or line.row.entry.birth
    return say_date(str(day)) if day else ""


def here_words(line: Line) -> str:
    """What is recorded here."""
    if isinstance(line.record, Child):
        return say_date(line.record.birth_date)
    if isinstance(line.record, LifeEvent):
        return say_date(line.record.date)
    return say_date(line.story.woman.birth_date) if line.story else ""


def field_words(name: str) -> str:
    """The label of ``<kind>.<field>``."""
    return tr(f"field.{name}") if has(f"field.{name}") else name


def answer(held: Held, unit: Unit, say: Callable[[str, Value], str]) -> AnswerContent:
    """The paper that goes back: where they are wrong, what they left out. ``say``: says a value of ``<kind>.<field>``."""
    wrong, left = [], []
    for line in to_tell(held.compared, held.said):
        if held.said[line.key] is Said.LEFT_OUT:
            left.append((who_words(line), here_words(line)))
            continue
        theirs = "；".join(f"{field_words(d.field)} {say(d.field, d.theirs)}" for d in line.differences)
        ours = "；".join(f"{field_words(d.field)} {say(d.field, d.ours)}" for d in line.differences)
        wrong.append((row_words(line), who_words(line), theirs, ours))
    texts = AnswerTexts(
        title=tr("reconciling.answer.title"),
        period=say_date(held.today.isoformat()),
        about=tr("reconciling.answer.about", file=held.path.name),
        wrong=tr("reconciling.answer.wrong"),
        wrong_columns=(
            tr("reconciling.column.row"), tr("reconciling.column.who"), tr("reconciling.theirs"), tr("reconciling.ours"),
        ),
        left_out=tr("reconciling.answer.left_out"),
        left_out_columns=(tr("reconciling.column.who"), tr("reconciling.answer.here")),
        nothing=tr("reconciling.answer.nothing"),
    )  # fmt: skip
    return AnswerContent(unit=unit, texts=texts, wrong=tuple(wrong), left_out=tuple(left))


def _mark(salt: str, name: str) -> str:
    return sha256(f"{salt}|{name}".encode()).hexdigest()[:24]
