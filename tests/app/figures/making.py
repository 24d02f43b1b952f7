"""Stories and follow-ups for the tests of the figures."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from app.figures.model import Figures
from app.figures.month import month_figures
from app.followups.due import FollowUp, State
from app.records import Population, Woman
from app.records.base import Record
from app.records.story import Story, story_of
from app.values.dates import make

MONTH = make(2026, 10)


def tell(*records: tuple[type[Record], dict[str, Any]], own: str = "w", **fields: Any) -> Story:
    woman = Woman(id=own, subject=own, name="王丽", **{"birth_date": "1990-05-12", "marital": "21", **fields})
    return story_of(woman, [cls(id=f"{own}-{i}", subject=own, **f) for i, (cls, f) in enumerate(records)])


def figures(*stories: Story, followups: tuple[FollowUp, ...] = (), populations: tuple[Population, ...] = ()) -> Figures:
    return month_figures(MONTH, stories, populations, followups)


def ask(state: State, due: date = date(2026, 10, 10), number: int = 1, **fields: Any) -> FollowUp:
    plain: dict[str, Any] = {
        "rule": "iud_inserted", "anchor": "a", "subject": "w", "about": "a", "visit_kind": "iud_followup",
        "opens": due - timedelta(days=10), "closes": due + timedelta(days=15), "satisfied_by": None, "until": None,
        "answer": None, "because": None, "reason": "r", "facts": MappingProxyType({}), "service": "health",
        "sensitive": False, "contact": (),
    }  # fmt: skip
    return FollowUp(**{**plain, "state": state, "due": due, "occurrence": number, **fields})
