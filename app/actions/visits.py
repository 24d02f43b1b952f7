"""Visits, and what she answers to a follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Fresh, Values, made
from app.codes import code_list
from app.people import running
from app.records import MethodUse, Response, Screening, Visit
from app.records.story import Story
from app.records.writes import Add, Edit, Write
from app.values import dates
from app.visiting import about_of

_OF_KIND = {
    "iud_followup": frozenset({"iud"}),
    "implant_followup": frozenset({"implant"}),
    "injection": frozenset({"pill_injectable"}),
    "pill_followup": frozenset({"pill_injectable"}),
    "sterilisation_followup": frozenset({"female_sterilisation", "male_sterilisation"}),
    "vasectomy_followup": frozenset({"male_sterilisation"}),
    "supplies": frozenset({"condom", "external", "pill_injectable"}),
}
"""Report categories of the methods a visit of a kind is about."""


def record_visit(story: Story, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A visit as told. It closes nothing: which follow-ups are done is derived from it.

    Without ``about`` it is about the pregnancy or birth that fits its kind and day; of a method, about the one running
    method of its kind, if there is just one.
    """
    visit = made(Visit, values, fresh=fresh, subject=story.woman.id)
    if visit.about is None and (use := _method_of(story, visit)):
        visit = visit.with_values(about=use.id)
    elif visit.about is None:
        visit = visit.with_values(about=about_of(story, visit.visit_kind, dates.latest(dates.parse(visit.date))))
    return (Add(visit),)


def record_screening(story: Story, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A screening as told."""
    return (Add(made(Screening, values, fresh=fresh, subject=story.woman.id)),)


def record_outcome(referred: Visit | Screening, values: Values) -> Sequence[Write]:
    """What came of a referral, kept with the visit or the screening that referred her; nothing where nothing is new.

    ``values``: ``referral_outcome`` and ``referral_outcome_date`` of a visit, ``note`` and ``closed_date`` of a screening.
    """
    new = {name: value for name, value in values.items() if value != getattr(referred, name)}
    return (Edit(referred.kind, referred.id, new),) if new else ()


def _method_of(story: Story, visit: Visit) -> MethodUse | None:
    wanted = _OF_KIND.get(visit.visit_kind, frozenset())
    methods = code_list("method")
    fitting = [
        use
        for use in running(story, dates.latest(dates.parse(visit.date)))
        if methods.fact(use.method, "report") in wanted
        and not (visit.visit_kind == "injection" and use.method.startswith("pill_"))
        and not (visit.visit_kind == "pill_followup" and use.method.startswith("injectable_"))
    ]
    return fitting[0] if len(fitting) == 1 else None


def answer(
    story: Story,
    *,
    rule: str,
    anchor: str,
    occurrence: int,
    answer: str,
    on: date,
    fresh: Fresh,
    until: date | None = None,
) -> Sequence[Write]:
    """Her answer to one follow-up.

    ``postponed`` (``until`` the day she named), ``declined``, ``not_reached`` or ``no_more``.
    """
    return (
        Add(
            Response(
                id=fresh(),
                subject=story.woman.id,
                rule=rule,
                anchor=anchor,
                occurrence=occurrence,
                answer=answer,
                date=dates.of_day(on),
                until=dates.of_day(until) if until else None,
            )
        ),
    )
