"""A made-up woman and the records about her, for the tests of follow-ups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.followups.due import FollowUp, followups
from app.followups.schedule import load_schedule
from app.records import (
    Child,
    Consent,
    Delivery,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Response,
    Screening,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.story import Story, story_of

HER = "her"
DAY = timedelta(days=1)


def woman(**values: Any) -> Woman:
    return Woman(**{"id": HER, "subject": HER, "name": "陈小荷", "phone": "13800000001", **values})


def using(method: str, start: str | None = None, *, id: str = "m", **values: Any) -> MethodUse:  # noqa: A002  the field's name
    return MethodUse(id=id, subject=HER, method=method, start=start, **values)


def visited(kind: str, day: str | date, *, id: str = "v", **values: Any) -> Visit:  # noqa: A002  the field's name
    return Visit(id=id, subject=HER, visit_kind=kind, date=str(day), **values)


def injected(day: str | date, *, id: str = "v", **values: Any) -> Visit:  # noqa: A002  the field's name
    return visited("injection", day, id=id, injection_given="yes", **values)


def answered(
    answer: str, day: str | date, until: str | None = None, *, rule: str = "iud_inserted", anchor: str = "m",
    occurrence: int = 1, id: str = "r",  # noqa: A002  the field's name
) -> Response:  # fmt: skip
    return Response(
        id=id, subject=HER, rule=rule, anchor=anchor, occurrence=occurrence, answer=answer, date=str(day), until=until
    )


def lost(day: str, outcome: str = "miscarriage", **values: Any) -> Pregnancy:
    return Pregnancy(id="p", subject=HER, outcome=outcome, outcome_date=day, **values)


def pregnant(lmp: str | None, *, id: str = "p", **values: Any) -> Pregnancy:  # noqa: A002  the field's name
    return Pregnancy(id=id, subject=HER, lmp=lmp, **values)


def screened(screen: str, day: str, test: str | None = None, *, id: str = "s", **values: Any) -> Screening:  # noqa: A002  the field's name
    return Screening(id=id, subject=HER, screen=screen, date=day, test=test, **values)


ARTICLES = {article: article for article in ("condom", "pill_combined", "folic_acid", "emergency_pill")}
"""Each batch is named after what it is."""


def given(article: str, day: str, until: str | None = None, *, id: str = "g", **values: Any) -> SupplyMovement:  # noqa: A002  the field's name
    return SupplyMovement(
        **{"id": id, "subject": HER, "batch": article, "movement": "out", "quantity": 1, "date": day, "until": until,
           **values}
    )  # fmt: skip


def gave_birth(day: str, **values: Any) -> Delivery:
    return Delivery(id="d", subject=HER, date=day, **values)


def child(**values: Any) -> Child:
    return Child(**{"id": "c", "subject": HER, "delivery": "d", **values})


def moved(direction: str, day: str, *, id: str = "move") -> Move:  # noqa: A002  the field's name
    return Move(id=id, subject=HER, direction=direction, date=day)


def died(day: str) -> LifeEvent:
    return LifeEvent(id="death", subject=HER, event="death", date=day)


def said(scope: str, state: str) -> Consent:
    return Consent(id=f"{scope}-{state}", subject=HER, scope=scope, state=state, date="2020-01-01")


def her(*records: Record, **values: Any) -> Story:
    return story_of(woman(**values), records, articles=ARTICLES)


def on(story: Story, day: str | date, **spans: date) -> tuple[FollowUp, ...]:
    today = day if isinstance(day, date) else date.fromisoformat(day)
    return followups(story, load_schedule(), today, **spans)


def states(story: Story, day: str | date) -> dict[tuple[str, int], str]:
    """State by rule and occurrence of everything whose window holds the day."""
    return {(f.rule, f.occurrence): f.state.value for f in on(story, day)}


def of(rule: str, story: Story, day: str | date, **spans: date) -> list[FollowUp]:
    """Those of one rule, in the order of their occurrences."""
    return sorted((f for f in on(story, day, **spans) if f.rule == rule), key=lambda f: (f.anchor, f.occurrence))


def only(story: Story, day: str | date) -> FollowUp:
    (one,) = on(story, day)
    return one
