"""Everything her page shows, read at once in the ledger's thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.consent import SCOPES, effective, standing
from app.followups.due import TO_DO, FollowUp, State, followups
from app.followups.notes import Undated, no_routine_visit, undated
from app.followups.schedule import load_schedule
from app.offers import offers
from app.people import current_method
from app.questions import (
    Question,
    looked_at,
    of_story,
    pairs_apart,
    same_id,
    sharing_door,
    spellings,
    still_asked,
)
from app.records import Consent, Record, Settled, Woman, Worker
from app.records.story import Story
from app.same_woman import entries_of
from app.timeline import Moment, moments
from sync.laptop import county_of
from ui.desktop.pages.woman.adding import choices_now

if TYPE_CHECKING:
    from storage.audit import Trace
    from storage.history import Step
    from storage.ledger import Ledger
    from storage.standing import CountyState

AHEAD = timedelta(days=400)
"""So far the page looks: the next yearly follow-up is always seen."""

CONSENTS = "consents"
"""The key of the draft of what she says about her consents."""

_COMING = TO_DO | {State.UPCOMING, State.POSTPONED, State.NOT_REACHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One woman as her page shows her on a day.

    ``made``: when (ms) and by whom each record was entered, by (kind, id). ``people``: names of workers by id.
    ``others``: women of her household whom anybody at the table may see. ``drafts``: keys of forms not finished.
    ``views``: who opened what of hers, newest first. ``no_visit``: the method of hers that no routine visit follows, or "".
    ``undated``: records from which nothing can be reckoned while their day is not known.
    """

    story: Story
    today: date
    moments: tuple[Moment, ...]
    made: Mapping[tuple[str, str], tuple[int, str]]
    people: Mapping[str, str]
    others: tuple[Woman, ...]
    same_id: tuple[Woman, ...]
    other_door: Woman | None
    questions: tuple[Question, ...]
    conflicts: tuple[tuple[str, str, str], ...]
    county: Mapping[tuple[str, str], CountyState]
    due: tuple[FollowUp, ...]
    offers: tuple[str, ...]
    no_visit: str
    undated: tuple[Undated, ...]
    drafts: tuple[str, ...]
    steps: tuple[Step, ...]
    views: tuple[Trace, ...]

    @property
    def woman(self) -> Woman:
        """Her own record."""
        return self.story.woman

    def consent(self, scope: str) -> str:
        """What holds for a scope."""
        return effective(self.story.consents, scope)

    def statement(self, scope: str) -> Consent | None:
        """The statement that holds for a scope."""
        return next(iter(standing(self.story.consents, scope)), None)

    def author(self, record: Record) -> str:
        """Who entered a record, as far as this ledger knows her."""
        made = self.made.get((record.kind, record.id))
        return self.people.get(made[1], "") if made else ""


def see(ledger: Ledger, woman_id: str, today: date) -> Seen | None:
    """Reads it all; None when she is not in the ledger (any more)."""
    story = ledger.story(woman_id)
    if story is None:
        return None
    woman_id = story.woman.id  # she may have been asked for by another entry of hers
    found = moments(story)
    records = {(m.record.kind, m.record.id) for m in found} | {("woman", woman_id)}
    others = _others(ledger, story.woman)
    holding = ledger.holding(Woman, "id_number", spellings(story.woman.id_number)) if story.woman.id_number else []
    looked = ledger.about(Settled, woman_id)
    county = county_of(ledger)
    coming = followups(story, load_schedule(), today, horizon=today + AHEAD)
    fits = offers(story, today)
    uses = current_method(story, today)
    return Seen(
        story=story, today=today, moments=found,
        made={key: ledger.history.made_by(*key) for key in records},
        people={worker.id: worker.name for worker in ledger.all(Worker)},
        others=tuple(w for w in others if not w.family_unaware),
        same_id=tuple(w for w in same_id(story.woman, holding) if frozenset((w.id, woman_id)) not in pairs_apart(looked)),
        other_door=sharing_door(story.woman, [w for w in others if not w.family_unaware]),
        questions=still_asked(of_story(story, today), looked_at(looked)),
        conflicts=tuple(c for c in ledger.exchange.conflicts() if c[:2] in records),
        county=ledger.exchange.standing_of(woman_id, county.id if county else None),
        due=tuple(f for f in coming if f.state in _COMING),
        offers=fits,
        no_visit=uses.method if uses is not None and no_routine_visit(story, today) else "",
        undated=undated(story, today),
        drafts=tuple(
            key
            for key in _draft_keys([key for key, _ in choices_now(fits, story, today)], found)
            if ledger.draft(draft_name(key, woman_id)) is not None
        ),
        steps=tuple(ledger.history.of(woman_id)),
        views=tuple(
            sorted((t for entry in entries_of(story) for t in ledger.audit(about=entry)), key=lambda t: t.no, reverse=True)
        ),
    )  # fmt: skip


def draft_name(key: str, woman_id: str) -> str:
    """Under which name a form of hers keeps what was typed; an erasure finds it by her id."""
    return f"woman.{key}.{woman_id}"


def _draft_keys(fits: Iterable[str], found: tuple[Moment, ...]) -> Iterator[str]:
    yield from ("edit", CONSENTS)
    yield from (f"add.{offer}" for offer in fits)
    yield from dict.fromkeys(f"correct.{moment.record.id}" for moment in found)


def _others(ledger: Ledger, woman: Woman) -> list[Woman]:
    """The other women of her household; nobody is named beside a woman whose family does not know of her."""
    if not woman.household or woman.family_unaware:
        return []
    return [w for w in ledger.holding(Woman, "household", [woman.household]) if w.id != woman.id and w.status == "open"]


__all__ = ["SCOPES", "Seen", "draft_name", "see"]
