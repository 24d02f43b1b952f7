"""What she agrees to, one step for each answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Fresh
from app.consent import effective, statement
from app.records.story import Story
from app.records.writes import Add, Write
from app.same_woman import entries_of
from app.values.dates import of_day


def state(
    story: Story,
    scope: str,
    *,
    agrees: bool,
    on: date,
    fresh: Fresh,
    how: str | None = None,
    witness: str | None = None,
    notice_version: str | None = None,
) -> Sequence[Write]:
    """She agrees, or she does not: a no after a yes takes the yes back (``withdrawn``), any other no is ``refused``.

    Where she was written down twice, her word is written for every entry of hers: each leaves the village by itself.
    """
    before = effective(story.consents, scope)
    no = "withdrawn" if before in ("given", "withdrawn") else "refused"
    return tuple(
        Add(
            statement(
                [said for said in story.consents if said.subject == entry],
                record_id=fresh(),
                subject=entry,
                scope=scope,
                state="given" if agrees else no,
                date=of_day(on),
                how=how,
                witness=witness,
                notice_version=notice_version,
            )
        )
        for entry in entries_of(story)
    )
