"""Two entries turn out to be one woman; two women turn out to be two; a finding is right as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.actions import Fresh
from app.actions.consents import SPOUSE_FIELDS, without_him
from app.consent import SCOPES, SPOUSE, effective, standing
from app.questions import TWO_PEOPLE, Question, seen
from app.records import Consent, Settled, Woman
from app.records.story import Story
from app.records.writes import Add, Edit, Write
from app.same_woman import entries_of, preview, values_of


def join(keep: Story, other: Story, chosen: Mapping[str, str], *, fresh: Fresh) -> Sequence[Write]:
    """From now on ``keep``'s entry stands for both; undoing the change parts them again.

    ``chosen``: ``KEEP``, ``OTHER`` or ``BOTH`` by the field of each choice of ``preview``. No record moves: her story is
    that of all her entries. What she agreed to is made the same for every entry, the strictest of what she said about
    each scope; where her husband said no, his particulars go from all of them. Nothing where they are one woman already.
    """
    if keep.woman.id in entries_of(other):
        return ()
    values = values_of(preview(keep.woman, other.woman), chosen)
    said = (*keep.consents, *other.consents)
    written: dict[str, list[str]] = {}
    if _he_refuses(said):
        # Emptied, not forgotten: undoing the change gives two women each what was hers.
        written = _of_him((keep.woman, *keep.joined, other.woman, *other.joined))
        values = {name: value for name, value in values.items() if name not in SPOUSE_FIELDS}
    writes: list[Write] = [Edit(Woman.kind, other.woman.id, {"merged_into": keep.woman.id})]
    if values:
        writes.append(Edit(Woman.kind, keep.woman.id, values))
    writes += [Edit(Woman.kind, entry, dict.fromkeys(names)) for entry, names in written.items()]
    return (*writes, *_equal((*entries_of(keep), *entries_of(other)), said, fresh))


def equal_consents(story: Story, *, fresh: Fresh) -> Sequence[Write]:
    """What makes her statements hold for every entry of hers again, after a laptop that knew only one heard another word.

    Nothing where they do, and for a woman of one entry.
    """
    if not story.joined:
        return ()
    written = _of_him((story.woman, *story.joined)) if _he_refuses(story.consents) else {}
    return (*(without_him(story) if written else ()), *_equal(entries_of(story), story.consents, fresh))


def part(entry: Woman) -> Sequence[Write]:
    """An entry stands for itself again."""
    return (Edit(Woman.kind, entry.id, {"merged_into": None}),)


def two_people(one: Woman, other: Woman, *, fresh: Fresh) -> Sequence[Write]:
    """They are two people: they are not taken for one again."""
    first, second = sorted((one.id, other.id))
    return (Add(Settled(id=fresh(), subject=first, record=second, finding=TWO_PEOPLE)),)


def right_as_it_is(questions: Iterable[Question], *, fresh: Fresh) -> Sequence[Write]:
    """Somebody looked: these are not asked again while the values they are about stay as they are."""
    return tuple(
        Add(
            Settled(
                id=fresh(),
                subject=asked.record.subject,
                record=asked.record.id,
                finding=asked.finding.code,
                field=asked.finding.field or None,
                seen=seen(asked.record, asked.finding),
            )
        )
        for asked in questions
    )


def _strictest(said: Sequence[Consent], scope: str) -> Consent | None:
    """Her strictest word about a scope. Who will not be kept in the ledger at all is not shared with the county either."""
    word = next(iter(standing(said, scope)), None)
    if scope == "county" and word is not None and word.state == "given" and effective(said, "care") in _NO:
        return replace(standing(said, "care")[0], scope=scope)
    return word


_NO = ("refused", "withdrawn")


def _he_refuses(said: Sequence[Consent]) -> bool:
    return effective(said, SPOUSE) in _NO


def _of_him(entries: Iterable[Woman]) -> dict[str, list[str]]:
    """By entry, what is written down of her husband."""
    found = {entry.id: [name for name in SPOUSE_FIELDS if getattr(entry, name) is not None] for entry in entries}
    return {entry: names for entry, names in found.items() if names}


def _equal(entries: Sequence[str], said: Sequence[Consent], fresh: Fresh) -> Sequence[Write]:
    """For every scope and entry in which less holds than her strictest word: that word, said of this entry too."""
    writes: list[Write] = []
    for scope in (*SCOPES, SPOUSE):
        strictest = _strictest(said, scope)
        for entry in entries if strictest is not None else ():
            hers = [statement for statement in said if statement.subject == entry]
            if strictest is None or effective(hers, scope) == strictest.state:
                continue
            before = " ".join(sorted(s.id for s in standing(hers, scope)))
            writes.append(Add(replace(strictest, id=fresh(), subject=entry, replaces=before or None)))
    return tuple(writes)
