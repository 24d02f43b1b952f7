"""奖励扶助申请表, 花名册 and 汇总表 (form 10): one application in full, the cases of one scheme, the year in numbers.

The application is the woman's own paper and holds what she hands in. The register goes to the township: nobody marked
家人不知道 and nobody under 18 is on it. The summary has no names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.benefits import Standing, in_order, scheme_name, standing
from app.codes import code_list
from app.consent import SPOUSE, effective
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.people import is_surely_adult, place, walk_order
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import BenefitCase, BenefitStep, Unit
from app.records.story import Story
from app.values.dates import PartialDate, Precision, earliest, parse, precision
from app.walk import NATURAL, Walk

_HIS = ("spouse", "both")
_HEADS = 34.0
_OPINIONS = ("village", "notice", "township", "county")


def _label(name: str, code: str | None) -> str:
    return code_list(name).label(code, "zh") if code else ""


def in_words(iso: str, words: Mapping[str, str]) -> str:
    """A day in the words of a form; a month or a year as it is written."""
    known: PartialDate = parse(iso)
    day = earliest(known)
    exact = precision(known) is Precision.DAY
    return words["dated"].format(year=day.year, month=day.month, day=day.day) if exact else str(known)


# 申请表


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationContent:
    """One application as printed: facts (row of the form, value), papers (name, there or not), opinions (head, words)."""

    unit: Unit
    day: date | None
    scheme: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    papers: tuple[tuple[str, bool], ...]
    opinions: tuple[tuple[str, str], ...]


def application_content(
    story: Story, case: BenefitCase, steps: Iterable[BenefitStep], unit: Unit, today: date
) -> ApplicationContent:
    """What an application says. His particulars are on it only where he applies and agreed to their being kept."""
    woman, words = story.woman, texts("benefit_application")
    his = case.applicant in _HIS and effective(story.consents, SPOUSE) == "given"
    values = {
        "applicant": _label("benefit_applicant", case.applicant),
        "name": woman.name,
        "birth": woman.birth_date or "",
        "id_number": woman.id_number or "",
        "marital": _label("marital", woman.marital),
        "place": place(story),
        "phone": "",  # written by hand, if she wants to be telephoned about it
    }
    if case.applicant in _HIS:
        values |= {
            "spouse_name": (woman.spouse_name or "") if his else "",
            "spouse_id_number": (woman.spouse_id_number or "") if his else "",
        }
    values["bank"] = ""
    ticked = (case.documents or "").split()
    told = {s.step: s for s in in_order(s for s in steps if s.case == case.id)}
    return ApplicationContent(
        unit=unit,
        day=today,
        scheme=scheme_name(case),
        facts=tuple((words["rows"][name], value) for name, value in values.items()),
        reason=case.basis or "",
        papers=tuple((row.label("zh"), row.code in ticked) for row in code_list("benefit_document")),
        opinions=tuple((words["steps"][step], _opinion(told.get(step), words)) for step in _OPINIONS),
    )


def _opinion(step: BenefitStep | None, words: Mapping[str, str]) -> str:
    if step is None:
        return str(words["blank_seal"])
    parts = [step.opinion or "", in_words(step.date, words)]
    if step.until:
        day = earliest(parse(step.until))
        parts.append(words["until"].format(year=day.year, month=day.month, day=day.day))
    return "　".join([*(part for part in parts if part), words["seal"]])


def blank_application(unit: Unit) -> ApplicationContent:
    """The application without anybody on it."""
    words = texts("benefit_application")
    return ApplicationContent(
        unit=unit, day=None, scheme=words["blank_scheme"], facts=tuple((head, "") for head in words["rows"].values()),
        reason="", papers=tuple((row.label("zh"), False) for row in code_list("benefit_document")),
        opinions=tuple((words["steps"][step], words["blank_seal"]) for step in _OPINIONS),
    )  # fmt: skip


@fonts.lent
def application(content: ApplicationContent, paper: Paper | None = None) -> bytes:
    """The application as PDF."""
    paper = paper or Paper()
    words = texts("benefit_application")
    papers = (words["there" if there else "missing"].format(paper=name) for name, there in content.papers)
    wide = paper.width - _HEADS

    def two(head: str, above: str, rows: Sequence[tuple[str, str]], height: float) -> Flowable:
        columns = [Column(head, _HEADS), Column(above, wide, "left")]
        return table(columns, rows, size=10.5, height=height, head_height=8)

    body: list[Flowable] = [
        two(words["about"], content.scheme, content.facts, 7.4),
        Spacer(0, 3 * mm),
        two(words["grounds"], "", [(words["reason"], content.reason), (words["papers"], "　".join(papers))], 15),
        Spacer(0, 3 * mm),
        paragraph(words["declared"], paper.width * mm, size=10.5),
        Spacer(0, 5 * mm),
        paragraph(words["signed"], paper.width * mm, size=10.5),
        Spacer(0, 4 * mm),
        two(words["opinions"], "", content.opinions, 14),
    ]
    return write(_heading(words, content.unit, content.day, content.scheme), body, paper=paper)


# 花名册


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLineContent:
    """One case of the register, as printed."""

    name: str
    birth: str
    place: str
    applicant: str
    date: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesContent:
    """``left_off``: how many cases are not on the register, by reason (``family_unaware``, ``under_18``)."""

    unit: Unit
    day: date
    scheme: str
    rows: tuple[RosterLineContent, ...]
    left_off: Mapping[str, int]


def cases_content(
    cases: Sequence[tuple[Story, BenefitCase]],
    steps: Iterable[BenefitStep],
    unit: Unit,
    today: date,
    *,
    walk: Walk = NATURAL,
) -> CasesContent:
    """The register of cases (of one scheme), in walk order; not the withdrawn ones."""
    told = list(steps)
    rows: list[RosterLineContent] = []
    left_off: Counter[str] = Counter()
    for story, case in sorted(cases, key=lambda pair: (walk_order(pair[0], walk), pair[1].date, pair[1].id)):
        here = standing(case, told, today)
        if here.ended == "withdrawn":
            continue
        if why := _why_not_listed(story, today):
            left_off[why] += 1
            continue
        rows.append(_line(story, case, here))
    scheme = scheme_name(cases[0][1]) if cases else ""
    return CasesContent(unit=unit, day=today, scheme=scheme, rows=tuple(rows), left_off=left_off)


def _why_not_listed(story: Story, today: date) -> str | None:
    if story.woman.family_unaware:
        return "family_unaware"
    return None if is_surely_adult(story, today) else "under_18"


def _line(story: Story, case: BenefitCase, here: Standing) -> RosterLineContent:
    applied = texts("benefit_roster")["applied"]
    return RosterLineContent(
        name=story.woman.name,
        birth=story.woman.birth_date or "",
        place=place(story),
        applicant=_label("benefit_applicant", case.applicant),
        date=case.date,
        step=_label("benefit_step", here.step) or applied,
    )


@fonts.lent
def cases(content: CasesContent, paper: Paper | None = None) -> bytes:
    """The register as PDF."""
    paper = paper or Paper()
    words = texts("benefit_roster")
    names = ("name", "birth", "place", "applicant", "date", "step")
    rows = [
        [str(number), *(getattr(row, name) for name in names), ""]
        for number, row in enumerate(content.rows, start=1)
    ]  # fmt: skip
    columns = [Column(**words["columns"][name]) for name in ("number", *names)]
    rest = paper.width - sum(column.width for column in columns)
    columns.append(Column(words["columns"]["note"]["head"], max(rest, 12), "left"))
    whole = sum(column.width for column in columns)
    if whole > paper.width:
        columns = [Column(c.head, c.width * paper.width / whole, c.align) for c in columns]
    body: list[Flowable] = [
        table(columns, rows, height=8),
        Spacer(0, 2 * mm),
        paragraph(words["total"].format(count=len(rows)), paper.width * mm, size=9),
    ]
    return write(_heading(words, content.unit, content.day, content.scheme), body, paper=paper)


# 汇总表


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryContent:
    """One line a scheme: applied, running, confirmed, paid (cases) and the amount in fen; the last line is the sum."""

    unit: Unit
    year: int
    rows: tuple[tuple[str, int, int, int, int, int], ...]


def summary_content(
    found: Iterable[BenefitCase], steps: Iterable[BenefitStep], unit: Unit, year: int, today: date
) -> SummaryContent:
    """The year's numbers by scheme, in the order of the list; a scheme without a case is left out."""
    order = {code: place for place, code in enumerate(code_list("benefit_scheme").codes)}
    told = in_order(steps)
    of_year = f"{year:04d}"
    lines: dict[str, list[int]] = {}
    for case in sorted(found, key=lambda c: (order.get(c.scheme, 99), scheme_name(c))):
        mine = [s for s in told if s.case == case.id]
        paid = [s for s in mine if s.step == "paid" and s.date.startswith(of_year)]
        counted = (
            case.date.startswith(of_year),
            standing(case, mine, today).is_running,
            any(s.step == "county" and s.date.startswith(of_year) for s in mine),
            bool(paid),
            sum(s.amount_fen or 0 for s in paid),
        )
        line = lines.setdefault(scheme_name(case), [0] * len(counted))
        for at, more in enumerate(counted):
            line[at] += int(more)
    rows = [(name, *line) for name, line in lines.items() if any(line)]
    total = [sum(row[at] for row in rows) for at in range(1, 6)]  # type: ignore[misc]  # the name stands first
    rows.append((texts("benefit_summary")["sum"], *total))
    return SummaryContent(unit=unit, year=year, rows=tuple(rows))  # type: ignore[arg-type]  # each line has its five


def yuan(fen: int) -> str:
    """Fen as yuan: ``1,200.00``."""
    return f"{fen // 100:,}.{fen % 100:02d}"


@fonts.lent
def summary(content: SummaryContent, paper: Paper | None = None) -> bytes:
    """The summary as PDF."""
    paper = paper or Paper()
    words = texts("benefit_summary")
    described = words["columns"]
    numbers = [Column(**described[name]) for name in ("applied", "running", "confirmed", "paid", "amount")]
    rest = paper.width - sum(column.width for column in numbers)
    columns = [Column(described["scheme"]["head"], rest, "left"), *numbers]
    rows = [[name, *map(str, counts), yuan(amount)] for name, *counts, amount in content.rows]
    body: list[Flowable] = [
        table(columns, rows, height=9),
        Spacer(0, 2 * mm),
        paragraph(words["explained"], paper.width * mm, size=9),
    ]
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=content.year),
    )
    return write(heading, body, paper=paper)


def _heading(words: Mapping[str, str], unit: Unit, day: date | None, scheme: str) -> Heading:
    return Heading(
        title=words["title"].format(scheme=scheme),
        unit_name=unit.name,
        unit_code=unit.code,
        period=words["period"].format(year=day.year, month=day.month, day=day.day) if day else "",
    )
