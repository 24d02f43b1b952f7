"""The figures of a calendar month, for the monthly report 月报表.

Definitions (each with its words and source in ``resources/indicators/month.toml``):

- *Population*: as stated for the month's end, and for the end of the month before; the ledger does not hold all
  residents and adds nothing up. Records that contradict each other give no number and a finding.
- *Women 15–49*: in the ledger at the month's end (``presence.is_here``), 15 to 49 full years old on its last day.
- *Births*: live births of the women of the ledger whose birth date falls in the month; a date known to the month counts
  in that month, one known to the year in none, and is a finding. An adoption is no birth.
- *Deaths*: of women and children of the ledger. A stillbirth is not a death.
- *Marriages, divorces, moves*: recorded events dated in the month; a move in and back out is one of each.
- *Users*: of women 15–49 here at the month's end, those who, or whose husbands, use a method on its last day; a couple
  counts once under the more lasting method.
- *New, stopped*: uses begun and uses ended in the month; a method stopped on the day it started is both.
- *Follow-ups*: those whose due day falls in the month and that still made sense then. Done, declined and not reached
  exclude each other; a later visit outweighs an earlier "not reached".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from app.codes import code_list
from app.errors import InputError
from app.figures.methods import NO_METHOD, categories, category_of, counted
from app.figures.model import Figure, Finding, MonthFigures, Rate
from app.figures.presence import counts_at_all, is_aged, is_here, may_be_aged
from app.followups.due import FollowUp, State
from app.followups.life import Because
from app.records import Population
from app.records.base import Record
from app.records.story import Story
from app.values.dates import PartialDate, Precision, latest, month_before, precision

YOUNGEST, OLDEST = 15, 49
PER_THOUSAND, PER_HUNDRED = 1000, 100


def month_figures(
    month: PartialDate, stories: Iterable[Story], populations: Iterable[Population], followups: Iterable[FollowUp]
) -> MonthFigures:
    """The figures of ``month`` (``2026-10``). ``followups``: at least those due in it; others are passed over.

    Raises InputError ``input.month.precision`` for a year or a day.
    """
    if precision(month) is not Precision.MONTH:
        raise InputError("input.month.precision")
    told = [story for story in stories if counts_at_all(story)]
    population, findings = _population(month, populations)
    events = _events(month, told)
    women, uses, odd_ages = _women(latest(month), told)
    asked = _followups(month, followups, told)
    traces = {**events, **women, **{code: trace for code, trace in asked.items() if code in _ASKED}}
    figures = {**population, **{code: Figure(code, len(trace), trace) for code, trace in traces.items()}}
    findings += [Finding("birth_year_only", _born_some_day(month, told)), Finding("age_unknown", odd_ages)]
    return MonthFigures(
        month=month,
        figures=MappingProxyType(figures),
        rates=MappingProxyType({rate.code: rate for rate in _rates(figures, uses, asked, told)}),
        findings=tuple(finding for finding in findings if finding.trace),
    )


def _in(month: PartialDate, stated: str | None) -> bool:
    """Whether a date lies in the month; one known to the year only lies in none."""
    return stated is not None and stated.startswith(month)


def _ids(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(record.id for record in records if record.retired is None)


# ---- population ----


def _population(month: PartialDate, stated: Iterable[Population]) -> tuple[dict[str, Figure], list[Finding]]:
    standing = [p for p in stated if p.retired is None]
    figures, twice = {}, set()
    for when, place in ((month_before(month), "opening"), (month, "closing")):
        for field in ("residents", "registered"):
            mine = [p for p in standing if p.month[:7] == when and getattr(p, field) is not None]
            values = {getattr(p, field) for p in mine}
            code = f"{field}_{place}"
            figures[code] = Figure(code, values.pop() if len(values) == 1 else None, _ids(mine))
            twice |= set(_ids(mine)) if values else set()
    return figures, [Finding("population_twice", tuple(sorted(twice)))]


# ---- what happened ----


def _events(month: PartialDate, told: Sequence[Story]) -> dict[str, tuple[str, ...]]:
    births = [c for s in told for c in s.children if _born(c.born, c.relation) and _in(month, c.birth_date)]
    deaths_women = _deaths_of_women(month, told)
    deaths_children = _ids(c for s in told for c in s.children if _died(c.born, c.ended) and _in(month, c.ended_date))
    life = [e for s in told for e in s.life_events if _in(month, e.date)]
    moves = [m for s in told for m in s.moves if _in(month, m.date)]
    uses = [m for s in told for m in s.methods if m.method != NO_METHOD]
    return {
        "births": _ids(births),
        "births_boys": _ids(c for c in births if c.sex == "1"),
        "births_girls": _ids(c for c in births if c.sex == "2"),
        "births_sex_unknown": _ids(c for c in births if c.sex not in {"1", "2"}),
        "deaths": (*deaths_women, *deaths_children),
        "deaths_women": deaths_women,
        "deaths_children": deaths_children,
        "marriages": _ids(e for e in life if e.event == "marriage"),
        "divorces": _ids(e for e in life if e.event == "divorce"),
        "moves_in": _ids(m for m in moves if m.direction == "in"),
        "moves_out": _ids(m for m in moves if m.direction == "out"),
        "methods_new": _ids(m for m in uses if _in(month, m.start)),
        "methods_stopped": _ids(m for m in uses if _in(month, m.stop)),
    }


def _born(outcome: str, relation: str) -> bool:
    return outcome == "live" and relation == "birth"


def _died(outcome: str, ended: str | None) -> bool:
    return outcome == "live" and ended == "died"


def _deaths_of_women(month: PartialDate, told: Sequence[Story]) -> tuple[str, ...]:
    """One record each: the event, or her page where only its closing says so."""
    found = []
    for story in told:
        events = sorted((e for e in story.life_events if e.event == "death" and e.retired is None), key=lambda e: e.id)
        woman = story.woman
        if events:
            found += [e.id for e in events[:1] if _in(month, e.date)]
        elif woman.status == "closed" and woman.closed_reason == "died" and _in(month, woman.closed_date):
            found.append(woman.id)
    return tuple(found)


def _born_some_day(month: PartialDate, told: Sequence[Story]) -> tuple[str, ...]:
    return _ids(c for s in told for c in s.children if _born(c.born, c.relation) and c.birth_date == month[:4])


# ---- who is here, and what they use ----


def _women(end: date, told: Sequence[Story]) -> tuple[dict[str, tuple[str, ...]], dict[str, str], tuple[str, ...]]:
    """Traces; the method use each woman (by id) counts under; the women whose age is open."""
    here = [story for story in told if is_here(story, end)]
    aged = [story for story in here if is_aged(story.woman.birth_date, end, YOUNGEST, OLDEST)]
    uses = {s.woman.id: use for s in aged if (use := counted(s.methods, end))}
    by_category: dict[str, list[str]] = {category: [] for category in categories()}
    for use in uses.values():
        by_category[category_of(use.method)].append(use.id)
    traces = {
        "women_15_49": tuple(s.woman.id for s in aged),
        "users": tuple(use.id for use in uses.values()),
        **{f"users_{category}": tuple(ids) for category, ids in by_category.items()},
    }
    known = {s.woman.id for s in aged}
    odd = tuple(s.woman.id for s in here if s.woman.id not in known and _age_is_open(s, end))
    return traces, {woman: use.id for woman, use in uses.items()}, odd


def _age_is_open(story: Story, end: date) -> bool:
    birth = story.woman.birth_date
    return birth is None or may_be_aged(birth, end, YOUNGEST, OLDEST)


# ---- follow-ups ----

_ASKED = ("followups_due", "followups_done", "followups_declined", "followups_not_reached", "followups_open")


def followup_name(one: FollowUp) -> str:
    """The name of a follow-up in a trace."""
    return f"{one.rule}/{one.anchor}/{one.occurrence}"


def _followups(month: PartialDate, given: Iterable[FollowUp], told: Sequence[Story]) -> dict[str, tuple[str, ...]]:
    """Traces of ``rule/anchor/occurrence``, which names a follow-up, by code; ``followups_timely`` beside the printed ones."""
    mine = {story.woman.id for story in told}
    visited = {visit.id: visit.date for story in told for visit in story.visits}
    traces: dict[str, list[str]] = {code: [] for code in (*_ASKED, "followups_timely")}
    for one in sorted(given, key=lambda f: (f.due, f.rule, f.anchor, f.occurrence)):
        made_sense = one.state is not State.LAPSED or one.because is Because.WINDOW
        if one.subject not in mine or not made_sense or not _in(month, one.due.isoformat()):
            continue
        name = followup_name(one)
        traces["followups_due"].append(name)
        traces[_outcome(one)].append(name)
        if one.state is State.DONE and visited.get(one.satisfied_by or "", "9999") <= one.due.isoformat():
            traces["followups_timely"].append(name)
    return {code: tuple(trace) for code, trace in traces.items()}


def _outcome(one: FollowUp) -> str:
    if one.state is State.DONE:
        return "followups_done"
    if one.state is State.DECLINED:
        return "followups_declined"
    return "followups_not_reached" if one.answer == "not_reached" else "followups_open"


# ---- rates ----


def _rates(
    figures: dict[str, Figure], uses: dict[str, str], asked: dict[str, tuple[str, ...]], told: Sequence[Story]
) -> Iterator[Rate]:
    married_codes = code_list("marital").where("married", True)
    aged = set(figures["women_15_49"].trace)
    married = {s.woman.id for s in told if s.woman.id in aged and s.woman.marital in married_codes}
    ends = [figures["residents_opening"].value, figures["residents_closing"].value]
    middle = None if None in ends else Fraction(sum(v for v in ends if v is not None), 2)
    yield Rate("birth_rate", figures["births"].value, middle, PER_THOUSAND)
    yield Rate("contraceptive_prevalence", len(married & set(uses)), Fraction(len(married)), PER_HUNDRED)
    done, declined, missed = (len(asked[f"followups_{part}"]) for part in ("done", "declined", "not_reached"))
    accepted = len(asked["followups_due"]) - declined - missed
    yield Rate("followup_rate", done, Fraction(accepted), PER_HUNDRED)
    yield Rate("followup_timeliness", len(asked["followups_timely"]), Fraction(done), PER_HUNDRED)
