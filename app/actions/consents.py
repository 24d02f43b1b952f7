"""What she agrees to: one statement or a page of them, each for itself, written as one change.

A no to the ledger itself (``care``) really deletes her (``app.actions.erasure``); a no of her husband's deletes what is
known of him, past included.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.actions import Fresh
from app.actions.erasure import Hers, kept_out
from app.consent import CONTACT, SPOUSE, effective, standing, statement
from app.records import Woman
from app.records.story import Story
from app.records.writes import Add, Forget, Write
from app.same_woman import entries_of
from app.values.dates import of_day

SPOUSE_FIELDS = ("spouse_name", "spouse_id_number", "spouse_phone")
"""What may be known of her husband while he agrees to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said about one scope. ``through`` and ``hours``: by whom and when she may be called or visited."""

    scope: str
    agrees: bool
    through: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How it was said: the day, ``signed`` or ``oral`` with a witness, and the notice that was read with her."""

    on: date
    how: str | None = None
    witness: str | None = None
    notice_version: str | None = None

    @property
    def who_heard(self) -> str | None:
        """A signature needs no witness."""
        return self.witness if self.how == "oral" else None


def no_after(before: str) -> str:
    """What a no is called: ``withdrawn`` where it takes a yes back, else ``refused``."""
    return "withdrawn" if before in ("given", "withdrawn") else "refused"


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
    hers: Hers | None = None,
) -> Sequence[Write]:
    """She says one thing. ``hers``: as for ``answer``."""
    said = Said(on=on, how=how, witness=witness, notice_version=notice_version)
    return answer(story, [Answer(scope=scope, agrees=agrees)], said, fresh=fresh, hers=hers)


def answer(
    story: Story, answers: Collection[Answer], said: Said, *, fresh: Fresh, hers: Hers | None = None
) -> Sequence[Write]:
    """All she says at once. An answer that only repeats what holds, by the same way and hours, writes nothing.

    ``hers``: what an erasure must know, wanted where she says no to ``care``; then nothing else of it is kept.
    Each entry that stands for her gets the statement, so that it holds wherever one of them is alone.
    """
    leaving = next((a for a in answers if a.scope == "care" and not a.agrees), None)
    if leaving is not None:
        before = effective(story.consents, "care")
        if before in ("refused", "withdrawn"):
            return ()
        return kept_out(
            hers or Hers((story.woman, *story.joined), story.supplies), no_after(before), said.on, fresh,
            how=said.how, witness=said.who_heard, notice_version=said.notice_version,
        )  # fmt: skip
    writes: list[Write] = []
    for one in answers:
        if not _repeats(story, one):
            writes += _statements(story, one, said, fresh)
            if one.scope == SPOUSE and not one.agrees:
                writes += without_him(story)
    return tuple(writes)


def _statements(story: Story, one: Answer, said: Said, fresh: Fresh) -> list[Write]:
    agreed = one.agrees and one.scope in CONTACT
    whole = "given" if one.agrees else no_after(effective(story.consents, one.scope))
    made: list[Write] = []
    for entry in entries_of(story):
        mine = [c for c in story.consents if c.subject == entry]
        made.append(
            Add(
                statement(
                    mine, record_id=fresh(), subject=entry, scope=one.scope, state=whole, date=of_day(said.on),
                    how=said.how, witness=said.who_heard, notice_version=said.notice_version,
                    through=one.through if agreed else None, hours=one.hours if agreed else None,
                )
            )
        )  # fmt: skip
    return made


def _repeats(story: Story, one: Answer) -> bool:
    before = effective(story.consents, one.scope)
    if not one.agrees:
        return before in ("refused", "withdrawn")
    held = standing(story.consents, one.scope)
    return before == "given" and (
        one.scope not in CONTACT or (held[0].through, held[0].hours) == (one.through, one.hours)
    )


def without_him(story: Story) -> tuple[Write, ...]:
    """Her husband's particulars go, from every entry of hers and from what they held before."""
    nothing = dict.fromkeys(SPOUSE_FIELDS)
    return tuple(Forget(Woman.kind, entry, nothing) for entry in entries_of(story))
