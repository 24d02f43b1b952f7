"""The women of a ledger as an import sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.followups.life import not_in_ledger
from app.people import current_method
from app.records.people import RosterLine
from app.records.story import Story
from app.roster.mapping import current_values
from app.roster.matching import Known
from app.roster.writing import remembered
from app.same_woman import entries_of


def known_people(stories: Iterable[Story], lines: Iterable[RosterLine], today: date) -> Iterator[Known]:
    """One ``Known`` for each story; ``lines``: the standing roster lines of the ledger."""
    of = {line.subject: line for line in lines}
    for story in stories:
        woman, method = story.woman, current_method(story, today)
        line = next((of[entry] for entry in entries_of(story) if entry in of), None)
        moves = {move.direction: move.date for move in story.moves}
        yield Known(
            woman.id,
            current_values(woman, story.household, method, moves.get),
            remembered(line) if line else {},
            line=line.id if line else None,
            method_use=method.id if method else None,
            household=story.household.id if story.household else None,
            kept_out=not_in_ledger(story),
        )
