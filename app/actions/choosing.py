"""What she chose after the methods were explained to her: a method begun, one kept, none for now, or a referral."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Fresh, Values
from app.actions.methods import start
from app.actions.visits import record_visit
from app.people import running
from app.records import MethodUse
from app.records.story import Story
from app.records.writes import Edit, Write


def kept(story: Story, method: str, today: date) -> MethodUse | None:
    """The episode she goes on with, where she chooses what she uses already (or, using nothing, nothing)."""
    return next((use for use in running(story, today) if use.method == method), None)


def choose(story: Story, values: Values, *, today: date, fresh: Fresh, beside: bool = False) -> Sequence[Write]:
    """Her choice (``values["method"]``, ``none`` for nothing now) with what was explained, her wish and her agreement.

    What she uses already goes on, with what was explained added to it; her wish and her agreement of then stay as they
    were, where they were noted. Anything else begins (``app.actions.methods.start``).
    """
    use = kept(story, str(values["method"]), today)
    if use is None:
        told = {name: value for name, value in values.items() if value is not None}
        return start(story, {**told, "counselled": True}, today=today, fresh=fresh, beside=beside)
    new: dict[str, str | int | bool | None] = {"counselled": True}
    if told_now := str(values.get("explained") or ""):
        new["explained"] = " ".join(dict.fromkeys([*(use.explained or "").split(), *told_now.split()]))
    for name in ("wish", "chosen_by", "agreed"):
        if getattr(use, name) is None and values.get(name) is not None:
            new[name] = values[name]
    changed = {name: value for name, value in new.items() if getattr(use, name) != value}
    return (Edit(MethodUse.kind, use.id, changed),) if changed else ()


def refer(story: Story, values: Values, *, today: date, fresh: Fresh) -> Sequence[Write]:
    """A referral she wants, on a visit of its own. ``values``: reason, place and urgency; never what she answered."""
    told = {name: value for name, value in values.items() if name.startswith("referral_")}
    return record_visit(story, {"visit_kind": "contraception", "date": today.isoformat(), **told}, fresh=fresh)
