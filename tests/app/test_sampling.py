"""The quarter's sample: reproducible, by chance, and never about whoever may not be asked or what is private."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records import KINDS, Child, Consent, Delivery, Move, Record, SampleItem, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Edit
from app.sampling import begin, draw, first_day, found, looked_up, may_be_asked, plan, quarter_of, standing

TODAY = date(2026, 11, 22)
_ids = count(1)


def fresh() -> str:
    return f"{next(_ids):032x}"


def woman(number: int, *records: Record, **values: object) -> Story:
    name = f"{number:032x}"
    made = Woman(id=name, subject=name, name=f"女{number}", birth_date="1990-01-01", group=number % 7 + 1)
    return story_of(made.with_values(**values), records)  # type: ignore[arg-type]


def told(number: int, scope: str, state: str) -> Consent:
    return Consent(id=fresh(), subject=f"{number:032x}", scope=scope, state=state, date="2026-01-01")


VILLAGE = [woman(n) for n in range(60)]


@given(st.integers(0, 400), st.sampled_from(["2026-Q1", "2026-Q4"]), st.text(max_size=12), st.randoms())
@settings(max_examples=40)
def test_the_same_books_quarter_and_seed_give_the_same_sample_in_whatever_order_they_are_read(
    size: int, quarter: str, seed: str, shuffled: object
) -> None:
    stories = list(VILLAGE)
    shuffled.shuffle(stories)  # type: ignore[attr-defined]
    one, other = draw(VILLAGE, quarter, seed, size, TODAY), draw(stories, quarter, seed, size, TODAY)
    names = [{(d.record.id, d.field) for d in drawn} for drawn in (one, other)]
    assert names[0] == names[1]
    assert len(one) == len(names[0]) == min(size, 60 * len(plan().fields["woman"]))


def test_another_quarter_or_office_is_another_sample() -> None:
    samples = {
        tuple(sorted((d.record.id, d.field) for d in draw(VILLAGE, quarter, seed, 20, TODAY)))
        for quarter in ("2026-Q1", "2026-Q2") for seed in ("a", "b")
    }  # fmt: skip
    assert len(samples) == 4


def test_every_value_has_about_the_same_chance() -> None:
    """400 samples of 36 out of 360 values: each is expected 40 times, with a standard deviation of 6."""
    drawn = Counter((d.record.id, d.field) for n in range(400) for d in draw(VILLAGE, "2026-Q4", str(n), 36, TODAY))
    values = 60 * len(plan().fields["woman"])
    expected = 400 * 36 / values
    spread = sum((drawn[key] - expected) ** 2 for key in drawn) / values
    assert len(drawn) == values
    assert 0.6 < spread / (expected * (1 - 36 / values)) < 1.5


def test_one_more_woman_changes_little_of_a_sample() -> None:
    before = {(d.record.id, d.field) for d in draw(VILLAGE, "2026-Q4", "x", 30, TODAY)}
    after = {(d.record.id, d.field) for d in draw([*VILLAGE, woman(999)], "2026-Q4", "x", 30, TODAY)}
    assert len(before - after) <= len(plan().fields["woman"])
    assert {record for record, _ in after - before} <= {f"{999:032x}"}


@pytest.mark.parametrize(
    "story",
    [
        woman(1, family_unaware=True), woman(1, status="closed"), woman(1, birth_date="2010-01-01"),
        woman(1, told(1, "care", "refused")), woman(1, told(1, "care", "withdrawn")),
        woman(1, told(1, "home_visit", "refused")), woman(1, told(1, "home_visit", "withdrawn")),
        woman(1, Move(id=fresh(), subject=f"{1:032x}", direction="out", date="2026-05-01")),
    ],
)  # fmt: skip
def test_who_may_not_be_asked_at_her_door_is_not_drawn_nor_shown_while_open(story: Story) -> None:
    assert not may_be_asked(story, TODAY)
    assert draw([story], "2026-Q4", "x", 100, TODAY) == ()
    open_item = SampleItem(
        id=fresh(), subject=story.woman.id, quarter="2026-Q4", about_kind="woman", record=story.woman.id, field="group"
    )
    assert looked_up([open_item], [story], TODAY) == ()


def test_a_child_who_died_and_a_stillbirth_are_nobodys_spot_check() -> None:
    mother = f"{1:032x}"
    records = (
        Delivery(id="d1", subject=mother, date="2026-01-01"), Delivery(id="d2", subject=mother, date="2026-02-01"),
        Child(id="c1", subject=mother, delivery="d1", born="stillbirth"),
        Child(id="c2", subject=mother, delivery="d2", ended="died"), Child(id="c3", subject=mother),
    )  # fmt: skip
    drawn = {d.record.id for d in draw([woman(1, *records)], "2026-Q4", "x", 1000, TODAY)}
    assert drawn == {mother, "c3"}


def test_nothing_private_can_be_drawn() -> None:
    for kind, names in plan().fields.items():
        assert kind in ("woman", "child", "delivery", "move")
        assert not any(KINDS[kind].fields[name].sensitive for name in names)
        assert not {"phone", "id_number", "safe_contact", "ethnicity", "spouse_name"} & set(names)


def test_what_two_laptops_drew_counts_once_and_what_was_found_can_be_taken_back() -> None:
    writes = begin(draw(VILLAGE, "2026-Q4", "x", 5, TODAY), "2026-Q4", fresh=fresh)
    items = [w.record for w in writes if isinstance(w, Add) and isinstance(w.record, SampleItem)]
    again = [item.with_values(id=fresh()) for item in items]
    seen = again[0].with_values(found="right", date="2026-11-22")
    left = standing([*items, seen, *again[1:]], "2026-Q4")
    assert len(left) == 5
    assert seen in left
    assert found(seen, None, "2026-11-23") == (Edit("sample_item", seen.id, {"found": None, "date": None}),)
    assert standing(items, "2026-Q3") == ()


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    first = first_day(quarter_of(day))
    assert first <= day
    assert (day - first).days < 92
    assert first.month in (1, 4, 7, 10)
