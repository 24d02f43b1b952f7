"""数据交接清单: what left the village on the stick, for whom, how many of each kind, which fields, on which ground.

Kinds, fields and grounds come in their Chinese words; the sheet names no woman.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.forms import fonts
from app.forms.page import Heading, Paper, write
from app.forms.report import Section, flowables
from app.forms.texts import texts
from app.records import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSent:
    """How many records of a kind left, and which of its fields travel."""

    kind: str
    new: int
    changed: int
    withdrawn: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestContent:
    """``number``: which bundle for this recipient. ``grounds`` and ``stays``: (words, number of women)."""

    unit: Unit
    day: date
    recipient: str
    purpose: str
    file: str
    number: int
    fingerprint: str
    women: int
    kinds: tuple[KindSent, ...]
    grounds: tuple[tuple[str, int], ...]
    stays: tuple[tuple[str, int], ...] = ()


@fonts.lent
def manifest(content: ManifestContent, paper: Paper | None = None) -> bytes:
    """The manifest as PDF, to be signed by who hands over and who receives."""
    paper = paper or Paper()
    words = texts("manifest")
    facts = {
        "recipient": content.recipient,
        "purpose": content.purpose,
        "file": content.file,
        "number": str(content.number),
        "fingerprint": content.fingerprint,
    }
    sections = (
        Section(
            head=words["who"],
            text=words["sealed"],
            columns=tuple(words["who_columns"]),
            shares=(3, 9),
            aligns=("left", "left"),
            rows=tuple((words[name], fact) for name, fact in facts.items()),
        ),
        Section(
            head=words["what"],
            text=words["people"].format(count=content.women),
            columns=tuple(words["what_columns"]),
            shares=(2.4, 1.1, 1.2, 1.2, 6.6),
            aligns=("left", "right", "right", "right", "left"),
            rows=tuple(
                (k.kind, str(k.new), str(k.changed), str(k.withdrawn), "、".join(k.fields)) for k in content.kinds
            ),
            empty=words["nothing"],
        ),
        _counted(words["consent"], words["consent_columns"], content.grounds, words["nothing"]),
        _counted(words["stays"], words["stays_columns"], content.stays, words["nothing"]),
        Section(
            head=words["signed"],
            columns=tuple(words["signed_columns"]),
            shares=(1, 1, 1),
            aligns=("center", "center", "center"),
            rows=(("", "", ""),),
            row_height=11,
        ),
    )
    day = content.day
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month, day=day.day),
    )
    return write(heading, list(flowables(sections, paper)), paper=paper)


def _counted(head: str, columns: list[str], rows: tuple[tuple[str, int], ...], empty: str) -> Section:
    return Section(
        head=head,
        columns=tuple(columns),
        shares=(9, 3),
        aligns=("left", "right"),
        rows=tuple((words, str(count)) for words, count in rows),
        empty=empty,
    )
