"""A woman of the tests, and her story once writes are made."""

from collections.abc import Sequence
from datetime import date

from app.records import Record, Woman
from app.records.checks import check
from app.records.story import Story, story_of
from app.records.writes import Add, Edit, Write

TODAY = date(2026, 11, 22)


def her(*records: Record, **facts: object) -> Story:
    woman = Woman(id="w", subject="w", name="王秀英", birth_date="1994-05-12").with_values(**facts)  # type: ignore[arg-type]
    return story_of(woman, records)


def after(story: Story, writes: Sequence[Write]) -> Story:
    """Her story once the writes are made; every record must be one the ledger would take."""
    records: dict[str, Record] = {
        r.id: r
        for group in (
            story.consents, story.children, story.pregnancies, story.deliveries, story.methods, story.visits,
            story.responses, story.moves, story.life_events, story.screenings, story.supplies, story.benefits,
            story.benefit_steps, story.requests, (story.woman,),
        )
        for r in group
    }  # fmt: skip
    for write in writes:
        if isinstance(write, Add):
            assert write.record.id not in records
            records[write.record.id] = write.record
        else:
            assert isinstance(write, Edit)
            records[write.id] = records[write.id].with_values(**write.values)
    assert [f for r in records.values() for f in check(r, TODAY) if f.wall] == []
    woman = records.pop(story.woman.id)
    assert isinstance(woman, Woman)
    return story_of(woman, records.values(), story.household)
