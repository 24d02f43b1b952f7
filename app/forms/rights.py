"""表13: the papers of her rights: notice and consent, withdrawal, the request to see, correct or delete.

Each for her (name and what she said so far) or blank, in the usual type or large. What may be shared or who may be
contacted is decided nowhere here: the papers hold the words of the notice and her own answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from app.consent import ALL_SCOPES, CONTACT, SPOUSE, effective, standing
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import Column, table
from app.forms.texts import texts
from app.notices import Notice
from app.records import Unit
from app.records.story import Story
from app.retention import stays

LARGE = 1.6
"""How much larger the large print is: 17 points for what is read."""

_BODY = 10.5
_BOX = "□"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsContent:
    """What stands on the papers of one woman; ``name`` '' is a blank one.

    ``said``: ``given`` or ``no`` by scope, for what she said already. ``ways``: (through, hours) by scope.
    ``asked``: which kind of request is ticked. ``scopes``: those asked on the paper.
    """

    unit: Unit
    notice: Notice
    name: str = ""
    birth: str = ""
    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ways: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    scopes: tuple[str, ...] = ALL_SCOPES
    asked: str = ""

    @property
    def office(self) -> str:
        """Who keeps the ledger."""
        return self.unit.office or self.unit.name


def rights_content(story: Story | None, unit: Unit, notice: Notice, *, asked: str = "") -> RightsContent:
    """Hers, with what holds today; blank without a story. Her husband is on it only where she has one in the record."""
    if story is None:
        return RightsContent(unit=unit, notice=notice, asked=asked)
    woman, said, ways = story.woman, {}, {}
    scopes = tuple(s for s in ALL_SCOPES if s != SPOUSE or woman.spouse_name)
    for scope in scopes:
        state = effective(story.consents, scope)
        if state != "not_asked":
            said[scope] = "given" if state == "given" else "no"
        if state == "given" and scope in CONTACT:
            held = standing(story.consents, scope)[0]
            ways[scope] = (held.through or "", held.hours or "")
    return RightsContent(
        unit=unit, notice=notice, name=woman.name, birth=_month(woman.birth_date), said=MappingProxyType(said),
        ways=MappingProxyType(ways), scopes=scopes, asked=asked,
    )  # fmt: skip


def _month(day: str | None) -> str:
    parts = (day or "").split("-")
    return "".join(f"{int(part)}{word}" for part, word in zip(parts, ("年", "月"), strict=False) if part)


@fonts.lent
def consent_form(content: RightsContent, paper: Paper | None = None, *, large: bool = False) -> bytes:
    """告知与同意书: what is read to her, what is kept and why, and her choices to tick and sign."""
    words, paper = texts("consent_form"), paper or Paper()
    sheet = _Sheet(words, paper, content, large=large)
    notice, told = content.notice, {"office": content.office, "unit": content.unit.name}
    body: list[Flowable] = [*sheet.who(), *sheet.head(words["read_head"])]
    for line in notice.text("zh", "read_aloud", **told):
        body += sheet.text(line)
    body += sheet.head(words["facts_head"])
    for name in ("handler", "recipient", "fields", "retention", "rights", "ask"):
        body += sheet.text(notice.text("zh", name, **told)[0])
    body += sheet.head(words["choices_head"])
    body.append(sheet.grid(words["columns"], (5, 5, 1.3, 1.5), _choices(content, words), aligns="llcc", height=9))
    body += sheet.gap(2)
    for one in (p for p in notice.purposes if p.basis == "statute"):
        body += sheet.text(
            f"{words['statute_head']}：{one.say('zh').purpose}（{one.say('zh').fields}）。{one.law}。", 0.85
        )
    body += sheet.head(words["contact_head"])
    ways = [(words[scope], *content.ways.get(scope, ("", ""))) for scope in CONTACT]
    body.append(sheet.grid(words["contact_columns"], (1.3, 5, 5), ways, aligns="cll", height=9))
    body += sheet.gap(3)
    end = [*sheet.text(words["free"]), *sheet.line(words["signatures"]), *sheet.text(words["oral"], 0.9)]
    end += [*sheet.line(words["witness"]), *sheet.line(words["worker"])]
    if SPOUSE in content.scopes:
        end += [*sheet.text(words["spouse_head"], 0.9), *sheet.line(words["spouse"])]
    body.append(KeepTogether([*end, *sheet.text(words["copies"], 0.85)]))
    return sheet.write(body)


def _choices(content: RightsContent, words: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for scope in content.scopes:
        told = content.notice.purpose(scope).say("zh")
        said = content.said.get(scope, "")
        marks = (words["ticked"] if said == "given" else _BOX, words["ticked"] if said == "no" else _BOX)
        yield (f"{told.purpose}。不同意：{told.no}", told.fields, *marks)


@fonts.lent
def withdrawal_form(content: RightsContent, paper: Paper | None = None, *, large: bool = False) -> bytes:
    """撤回同意书: which of her consents she takes back; on hers only those that hold."""
    words, paper = texts("withdrawal"), paper or Paper()
    sheet = _Sheet(words, paper, content, large=large)
    scopes = [s for s in content.scopes if not content.name or content.said.get(s) == "given"] or list(content.scopes)
    rows = []
    for scope in scopes:
        told = content.notice.purpose(scope).say("zh")
        rows.append((_BOX, told.purpose, told.no))
    body: list[Flowable] = [*sheet.who(), *sheet.head(words["head"])]
    body.append(sheet.grid(words["columns"], (1.2, 5, 6), rows, aligns="cll", height=10))
    body += [*sheet.gap(3), *sheet.text(words["free"]), *sheet.signed(words), *sheet.head(words["office_head"])]
    body.append(sheet.grid(words["office_columns"], (1, 1, 1.2), [("", "", "")], aligns="ccc", height=12))
    return sheet.write(body)


@fonts.lent
def request_form(content: RightsContent, paper: Paper | None = None, *, large: bool = False) -> bytes:
    """查看、更正、删除申请书, with what stays after a deletion and by which statute."""
    words, paper = texts("rights_request"), paper or Paper()
    sheet = _Sheet(words, paper, content, large=large)
    rows = [
        (texts("consent_form")["ticked"] if content.asked == one["code"] else _BOX, one["words"], one["then"])
        for one in words["asks"]
    ]
    body: list[Flowable] = [*sheet.who(), *sheet.head(words["head"])]
    body.append(sheet.grid(words["columns"], (1, 1.6, 9), rows, aligns="ccl", height=9))
    body += [*sheet.gap(3), *sheet.text(words["what"]), *sheet.gap(24), *sheet.text(words["free"])]
    body += sheet.head(words["stays_head"])
    for number, one in enumerate(stays(), start=1):
        body += sheet.text(f"{number}．{one.zh}。{one.law}。", 0.9)
    body += [*sheet.gap(2), *sheet.signed(words), *sheet.head(words["office_head"])]
    body.append(sheet.grid(words["office_columns"], (1, 2, 2, 1.6), [("", "", "", "")], aligns="cccc", height=14))
    return sheet.write(body)


class _Sheet:
    """The common look of these papers at one size of type."""

    def __init__(self, words: Mapping[str, object], paper: Paper, content: RightsContent, *, large: bool) -> None:
        self._words, self._paper, self._content = words, paper, content
        self._size = _BODY * (LARGE if large else 1.0)
        self._large = large
        self._room = paper.width * mm

    def who(self) -> Iterator[Flowable]:
        content, words = self._content, self._words
        known = {"name": content.name, "birth": content.birth or "　　　　"}
        words_of = str(words["name"]).format(**known) if content.name else str(words["blank_name"])
        yield Spacer(0, 2 * mm)
        yield from self.text(words_of, 1.1)

    def head(self, words: str) -> Iterator[Flowable]:
        yield CondPageBreak(26 * mm)
        yield Spacer(0, 2.5 * mm)
        yield paragraph(words, self._room, size=self._size * 1.1, bold=True)
        yield Spacer(0, 1.5 * mm)

    def text(self, words: str, share: float = 1.0) -> Iterator[Flowable]:
        yield paragraph(words, self._room, size=self._size * share, lead=1.5)
        yield Spacer(0, 1.2 * mm)

    def line(self, words: Sequence[str]) -> Iterator[Flowable]:
        """Two places to sign, side by side."""
        gap = "　" * round(self._room / self._size / 2 - len(words[0]))
        yield Spacer(0, 2.2 * mm)
        yield from self.text(f"{words[0]}{gap}{words[1]}")

    def signed(self, words: Mapping[str, Sequence[str]]) -> Iterator[Flowable]:
        yield KeepTogether([
            *self.line(words["signatures"]), *self.text(str(words["oral"]), 0.9), *self.line(words["witness"])
        ])  # fmt: skip

    def gap(self, high: float) -> Iterator[Flowable]:
        yield Spacer(0, high * mm)

    def grid(
        self,
        heads: Sequence[str],
        shares: Sequence[float],
        rows: Iterable[Sequence[str]],
        *,
        aligns: str,
        height: float,
    ) -> Flowable:
        names = {"l": "left", "c": "center"}
        whole = sum(shares)
        columns = [
            Column(head, self._paper.width * share / whole, names[align])
            for head, share, align in zip(heads, shares, aligns, strict=True)
        ]
        size = self._size * 0.95
        return table(columns, rows, size=size, height=height, head_height=max(8.0, size * 0.75))

    def write(self, body: Sequence[Flowable]) -> bytes:
        content, words = self._content, self._words
        version = str(words.get("version", "")).format(version=content.notice.version)
        heading = Heading(
            title=str(words["title"]), unit_name=content.unit.name, unit_code=content.unit.code, period=version,
            corner=str(words["large"]) if self._large else "",
        )  # fmt: skip
        return write(heading, body, paper=self._paper, signed=False)
