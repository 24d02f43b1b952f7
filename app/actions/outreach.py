"""A session held in the village: how many came, never who."""

from __future__ import annotations

from collections.abc import Sequence

from app.actions import Fresh, Values, made
from app.records import Outreach
from app.records.writes import Add, Edit, Write


def hold_session(values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A session as it was held."""
    return (Add(made(Outreach, values, fresh=fresh, subject="")),)


def edit_session(session: Outreach, values: Values) -> Sequence[Write]:
    """Corrects what was written down of one."""
    changed = {name: value for name, value in values.items() if getattr(session, name) != value}
    return (Edit(Outreach.kind, session.id, changed),) if changed else ()
