"""All figures and rates of a period, from the books: one engine for screen, paper, command line and closed months.

Figures of *population* are as stated for the end of a month; the ledger does not hold all residents and adds nothing
up. Records that contradict each other give no number and a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from app.figures import books, care, offered, people, using
from app.figures.facts import Facts, Village
from app.figures.model import Definition, Figure, Figures, Finding, Rate, definitions
from app.figures.period import Period
from app.followups.due import FollowUp
from app.records import Population

COUNTS: Mapping[str, people.Count] = MappingProxyType(
    {**people.COUNTS, **using.COUNTS, **offered.COUNTS, **care.COUNTS, **books.COUNTS}
)


def figures_of(
    period: Period, village: Village, followups: Iterable[FollowUp], today: date, only: Collection[str] | None = None
) -> Figures:
    """The figures of a period. ``followups``: at least those due in it; others are passed over.

    ``today`` bounds what can have been lacking (days without supplies); everything else follows from the books.
    ``only``: the figures and rates wanted; no other is counted, and there are no findings.
    """
    facts = Facts(period, village, followups, today)
    stated, findings = _population(period, village.populations)
    needed = None if only is None else _needed(only)
    figures = {
        **stated,
        **{code: _counted(code, count(facts)) for code, count in COUNTS.items() if needed is None or code in needed},
    }
    if needed is None or "stock_out_days" in needed:
        figures["stock_out_days"] = Figure("stock_out_days", books.stock_out_days(facts), ())
    if needed is None:
        findings += [
            Finding("birth_year_only", people.born_some_day(facts)),
            Finding("age_unknown", people.age_open(facts)),
        ]
    else:
        findings = []
    asked = [
        d for d in definitions().values()
        if period.length.value in d.lengths and (only is None or d.code in only)
    ]  # fmt: skip
    return Figures(
        period=period,
        figures=MappingProxyType({d.code: figures[d.code] for d in asked if not d.denominator}),
        rates=MappingProxyType({d.code: _rate(d, figures, facts) for d in asked if d.denominator}),
        findings=tuple(finding for finding in findings if finding.trace),
    )


def _needed(only: Collection[str]) -> frozenset[str]:
    """These and the counts their rates are made of."""
    needed = set(only)
    for code in only:
        definition = definitions()[code]
        needed.update(name.removeprefix("-") for name in (*definition.of, *definition.per, definition.among))
        if code == "total_fertility":
            needed.update(f"{what}_{low}_{high}" for low, high in people.AGES for what in ("births", "women"))
    return frozenset(needed)


def _counted(code: str, trace: people.Trace) -> Figure:
    return Figure(code, len(trace), trace)


# ---- population ----


def _population(period: Period, stated: Iterable[Population]) -> tuple[dict[str, Figure], list[Finding]]:
    standing = [p for p in stated if p.retired is None]
    figures: dict[str, Figure] = {}
    twice: set[str] = set()
    for when, place in ((period.opening_month, "opening"), (period.month, "closing")):
        for field in ("residents", "registered"):
            figure, odd = _stated(f"{field}_{place}", standing, field, when)
            figures[figure.code] = figure
            twice |= odd
    each = [_stated("deaths_all", standing, "deaths", month.month) for month in period.months()]
    values = [figure.value for figure, _ in each]
    total = None if None in values else sum(value for value in values if value is not None)
    figures["deaths_all"] = Figure("deaths_all", total, tuple(i for figure, _ in each for i in figure.trace))
    for _, odd in each:
        twice |= odd
    return figures, [Finding("population_twice", tuple(sorted(twice)))]


def _stated(code: str, standing: list[Population], field: str, month: str) -> tuple[Figure, set[str]]:
    """What is stated of a month; no number, and the ids, where two records contradict each other."""
    mine = [p for p in standing if p.month[:7] == month and getattr(p, field) is not None]
    values = {getattr(p, field) for p in mine}
    trace = tuple(p.id for p in mine)
    return Figure(code, values.pop() if len(values) == 1 else None, trace), set(trace) if values else set()


# ---- rates ----

Quotient = tuple[Fraction | None, Fraction | None]
"""Numerator and denominator."""


def _rate(definition: Definition, figures: Mapping[str, Figure], facts: Facts) -> Rate:
    made = _MADE.get(definition.code, _quotient)
    numerator, denominator = made(definition, figures, facts)
    enough = not definition.among or (figures[definition.among].value or 0) >= definition.least
    return Rate(definition.code, numerator, denominator, definition.factor, enough)


def _quotient(definition: Definition, figures: Mapping[str, Figure], _facts: Facts) -> Quotient:
    return _sum(definition.of, figures), _sum(definition.per, figures)


def _sum(names: Iterable[str], figures: Mapping[str, Figure]) -> Fraction | None:
    """The sum of what is named, without what is named after ``-``; None while one of them is not known."""
    total = Fraction(0)
    for name in names:
        known = _middle(figures) if name == "population_middle" else figures[name.removeprefix("-")].value
        if known is None:
            return None
        total += -known if name.startswith("-") else known
    return total


def _middle(figures: Mapping[str, Figure]) -> Fraction | None:
    """The mean of the residents at both ends: the population in the middle of the period."""
    ends = [figures["residents_opening"].value, figures["residents_closing"].value]
    return None if None in ends else Fraction(sum(v for v in ends if v is not None), 2)


def _total_fertility(_definition: Definition, figures: Mapping[str, Figure], _facts: Facts) -> Quotient:
    """Five times the sum of the age-specific rates: children a woman would have. No number while an age has no women."""
    total = Fraction(0)
    for low, high in people.AGES:
        born, women = figures[f"births_{low}_{high}"].value or 0, figures[f"women_{low}_{high}"].value or 0
        if not women:
            return None, Fraction(1)
        total += Fraction(born, women)
    return 5 * total, Fraction(1)


def _couple_years(_definition: Definition, _figures: Mapping[str, Figure], facts: Facts) -> Quotient:
    return books.couple_years(facts)[0], Fraction(1)


def _left_out(_definition: Definition, _figures: Mapping[str, Figure], facts: Facts) -> Quotient:
    omitted, should, _ = books.list_sums(facts)
    return Fraction(omitted), Fraction(should)


_MADE = {"total_fertility": _total_fertility, "couple_years": _couple_years, "omissions": _left_out}
"""Rates that are more than a quotient of counts."""


def completed(figures: Figures, gone: Mapping[str, int]) -> Figures:
    """The figures with so many more by code as were counted once and erased since, and the rates made of them."""
    if not gone:
        return figures
    counts = {
        code: replace(figure, value=None if figure.value is None else figure.value + gone.get(code, 0))
        for code, figure in figures.figures.items()
    }
    rates = {}
    for code, rate in figures.rates.items():
        definition = definitions()[code]
        names = {name.removeprefix("-") for name in (*definition.of, *definition.per)} - {"population_middle"}
        if code in _MADE or not names <= counts.keys():
            rates[code] = rate
            continue
        enough = not definition.among or (counts[definition.among].value or 0) >= definition.least
        numerator, denominator = _sum(definition.of, counts), _sum(definition.per, counts)
        rates[code] = replace(rate, numerator=numerator, denominator=denominator, enough=enough)
    return replace(figures, figures=MappingProxyType(counts), rates=MappingProxyType(rates))


def behind_rate(code: str, figures: Figures) -> Iterator[str]:
    """The figures a rate is made of, to open what is behind it."""
    definition = definitions()[code]
    for name in (*definition.of, *definition.per):
        plain = name.removeprefix("-")
        if plain in figures.figures:
            yield plain
