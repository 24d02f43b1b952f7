"""健康小结: what she takes along when she moves, or wants to hold in her hands. Printed when she asks for it.

It is hers: no address, telephone or id number on it, nor where she goes. What is hidden on the screen is on it only
when she asks for that too; what the village keeps for itself never is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.forms import fonts
from app.forms.findings import code_words, day_words, field_words, told, value_words
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.report import Section, flowables
from app.forms.texts import texts
from app.people import children_of, weeks_on
from app.records import Child, Delivery, Pregnancy, Unit, Visit
from app.records.story import Story
from app.records.visits import form_of
from app.timeline import SENSITIVE_VISITS, children_of_delivery, lost

_NOT_ON_PAPER = frozenset({"signed", "next_date", "systolic", "diastolic", "note", "provider"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSummaryContent:
    """``sections`` in order, each with its rows. ``whole``: with what is usually hidden. ``day`` is None for a blank one."""

    unit: Unit
    day: date | None
    sections: tuple[Section, ...]
    whole: bool


def health_summary_content(
    story: Story, unit: Unit, today: date, *, whole: bool = False, coming: Sequence[tuple[str, str]] = ()
) -> HealthSummaryContent:
    """Her summary on a day. ``coming``: what can be done next, as (when, what) in words."""
    words = texts("health_summary")
    rows = {
        "method": tuple(_methods(story, words)),
        "pregnancy": tuple(_pregnancies(story, today, words["pregnancy"], whole=whole)),
        "children": tuple(_child(child) for child in children_of(story).recorded if child.ended != "died"),
        "visits": tuple(_visits(story, words["visits"], whole=whole)),
        "screening": tuple(_screenings(story, words["screening"], whole=whole)),
        "coming": tuple(coming),
    }
    found = [_who(story, words)]
    for name, told_rows in rows.items():
        part = words[name]
        if not told_rows and name not in ("method", "visits"):
            continue
        found.append(
            Section(
                head=part["head"],
                columns=tuple(part["columns"]),
                shares=tuple(part["shares"]),
                aligns=tuple(part["aligns"]),
                rows=told_rows,
                empty=words["unknown"],
            )
        )
    return HealthSummaryContent(unit=unit, day=today, sections=tuple(found), whole=whole)


def _who(story: Story, words: Any) -> Section:
    woman, labels = story.woman, words["who"]["labels"]
    told_of_her = [(labels["name"], woman.name), (labels["birth"], day_words(woman.birth_date) or words["unknown"])]
    if woman.health_record:
        told_of_her.append((labels["health_record"], woman.health_record))
    text = "　　".join(f"{what}：{value}" for what, value in told_of_her)
    return Section(head=words["who"]["head"], text=text)


def _methods(story: Story, words: Any) -> Iterator[tuple[str, ...]]:
    for use in reversed(story.methods):
        if use.method != "none":
            until = day_words(use.stop) or words["method"]["now"]
            yield (
                code_words("method", use.method),
                use.product or "",
                day_words(use.start),
                until,
                day_words(use.expiry),
            )


def _pregnancies(story: Story, today: date, words: Any, *, whole: bool) -> Iterator[tuple[str, ...]]:
    found: list[tuple[str, str, str]] = []
    delivered = {delivery.pregnancy for delivery in story.deliveries}
    for pregnancy in story.pregnancies:
        if lost(pregnancy):
            if whole:
                ended = code_words("pregnancy_outcome", pregnancy.outcome)
                found.append((pregnancy.outcome_date or "", ended, told(pregnancy, ("history",), sensitive=True)))
        elif pregnancy.id not in delivered and not pregnancy.outcome:
            told_of_it = _pregnancy(pregnancy, today, words, whole=whole)
            found.append((pregnancy.booked_date or pregnancy.lmp or "", words["pregnant"], told_of_it))
    found += [(delivery.date, words["delivery"], _delivery(story, delivery)) for delivery in story.deliveries]
    for day, what, how in sorted(found, reverse=True):
        yield day_words(day), what, how


def _pregnancy(pregnancy: Pregnancy, today: date, words: Any, *, whole: bool) -> str:
    names = ["lmp", "lmp_stated", "edd", "edd_basis", "fetuses", "gravidity", "parity_vaginal", "parity_caesarean"]
    names += ["history", "grade", "grade_date", "grade_facility"] if whole else []
    weeks = weeks_on(pregnancy, today)
    parts = [words["lmp_unknown"]] if pregnancy.lmp_known == "unknown" else []
    parts += [words["weeks"].format(weeks=weeks[0], days=weeks[1])] if weeks else []
    return "；".join(part for part in (*parts, told(pregnancy, names, sensitive=whole)) if part)


def _delivery(story: Story, delivery: Delivery) -> str:
    born = [
        " ".join(
            part
            for part in (
                code_words("birth_outcome", child.born),
                value_words("child", "gestation_weeks", child.gestation_weeks),
            )
            if part
        )
        for child in children_of_delivery(story, delivery)
    ]
    how = [
        code_words("delivery_mode", delivery.mode),
        delivery.facility or code_words("delivery_place", delivery.place),
    ]
    return "；".join(part for part in (*how, *born, field_words(delivery, "complications")) if part)


def _child(child: Child) -> tuple[str, ...]:
    relation = code_words("child_relation", child.relation) if child.relation != "birth" else ""
    gone = code_words("child_ended", child.ended)
    return (
        day_words(child.birth_date),
        code_words("sex", child.sex) if child.sex in ("1", "2") else "",
        value_words("child", "birth_weight_g", child.birth_weight_g),
        value_words("child", "gestation_weeks", child.gestation_weeks),
        "；".join(part for part in (relation, gone) if part),
    )


def _visits(story: Story, words: Any, *, whole: bool) -> Iterator[tuple[str, ...]]:
    gone = {child.id for child in story.children if child.ended == "died" or child.born != "live"}
    shown = [
        visit
        for visit in reversed(story.visits)
        if visit.about not in gone and (whole or visit.visit_kind not in SENSITIVE_VISITS)
    ]
    for visit in shown[: words["most"]]:
        yield day_words(visit.date), code_words("visit_kind", visit.visit_kind), found_at(visit, words, whole=whole)


def found_at(visit: Visit, words: Any, *, whole: bool = False) -> str:
    """What was found and said at a visit. ``words`` holds the sentence for a blood pressure."""
    names = [asked.name for asked in form_of(visit.visit_kind) if asked.name not in _NOT_ON_PAPER]
    pressure = ""
    if visit.systolic and visit.diastolic:
        pressure = words["pressure"].format(high=visit.systolic, low=visit.diastolic)
    return "；".join(part for part in (pressure, told(visit, names, sensitive=whole)) if part)


def _screenings(story: Story, words: Any, *, whole: bool) -> Iterator[tuple[str, ...]]:
    for screening in reversed(story.screenings):
        result = told(screening, ("result", "referral_facility"), sensitive=True) if whole else words["closed"]
        test = code_words("screen_test", screening.test)
        yield day_words(screening.date), code_words("screen", screening.screen), test, result


@fonts.lent
def health_summary(content: HealthSummaryContent, paper: Paper | None = None) -> bytes:
    """The summary as PDF."""
    paper = paper or Paper()
    words = texts("health_summary")
    day = content.day
    room = paper.width * mm
    body: list[Flowable] = [
        paragraph(words["for_her"], room, size=9.5, lead=1.5),
        paragraph(words["whole" if content.whole else "without"], room, size=9.5, lead=1.5),
        *flowables(content.sections, paper),
        Spacer(0, 4 * mm),
        paragraph(words["signed"], room, size=9.5),
    ]
    heading = Heading(
        title=words["title"], unit_name=content.unit.name, unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month, day=day.day) if day else "",
    )  # fmt: skip
    return write(heading, body, paper=paper, signed=False)
