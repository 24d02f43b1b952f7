"""She has moved here and asks that her record from before be brought along 请求转来以前的记录 (``docs/sync.md`` §13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Fresh
from app.consent import effective
from app.errors import InputError
from app.records import HandOver
from app.records.story import Story
from app.records.writes import Add, Write
from app.values.dates import of_day


def ask(story: Story, how: str, *, on: date, fresh: Fresh) -> Sequence[Write]:
    """Her request, as she made it: ``signed``, or ``oral`` before a witness.

    Raises InputError ``handover.consent`` while she does not share her record with the county: nobody could look for it.
    """
    if effective(story.consents, "county") != "given":
        raise InputError("handover.consent")
    return (Add(HandOver(id=fresh(), subject=story.woman.id, date=of_day(on), how=how)),)
