"""One woman written down twice: the ledger shows one, parts her again when the join is undone, and tells nobody less."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions import Verb, consents
from app.actions.joining import join, part, two_people
from app.consent import effective
from app.questions import pairs_apart
from app.records import Consent, Household, Settled, Visit, Woman
from app.records.writes import Add, Edit, Erase
from storage.changes import Changed
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import a_woman, new_ledger

NAMES = ("王丽", "王莉", "李红")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made, _ = new_ledger(tmp_path)
    yield made
    made.close()


def enter(ledger: Ledger, *women: Woman) -> None:
    ledger.write("woman.register", [Add(woman) for woman in women])


def seen(ledger: Ledger, woman: Woman, day: str) -> Visit:
    visit = Visit(id=new_id(), subject=woman.id, visit_kind="general", date=day)
    ledger.write("visit.record", [Add(visit)])
    return visit


def says(ledger: Ledger, woman: Woman, state: str, scope: str = "county") -> None:
    said = Consent(id=new_id(), subject=woman.id, scope=scope, state=state, date="2026-01-01", how="signed")
    ledger.write("consent.state", [Add(said)])


def of_entry(ledger: Ledger, entry: Woman) -> list[Consent]:
    return [said for said in ledger.about(Consent, entry.id) if said.subject == entry.id]


def joined(ledger: Ledger, keep: Woman, other: Woman, **chosen: str) -> Changed:
    one, two = ledger.story(keep.id), ledger.story(other.id)
    assert one is not None
    assert two is not None
    return ledger.write(Verb.JOIN, join(one, two, chosen, fresh=new_id))


def undone(ledger: Ledger, change: Changed) -> None:
    assert change.dot is not None
    assert ledger.undo(change.dot.seq)[1] == []


def test_her_story_is_that_of_all_her_entries_under_every_id(ledger: Ledger) -> None:
    one, two, third = (a_woman(name) for name in NAMES)
    enter(ledger, one, two, third)
    visits = [seen(ledger, two, "2026-02-01"), seen(ledger, one, "2026-01-01")]
    joined(ledger, one, two)
    for asked in (one.id, two.id):
        story = ledger.story(asked)
        assert story is not None
        assert (story.woman.id, [w.id for w in story.joined]) == (one.id, [two.id])
        assert list(story.visits) == visits[::-1]
        assert {v.id for v in ledger.about(Visit, asked)} == {v.id for v in visits}
    assert [s.woman.id for s in ledger.stories()] == [one.id, third.id]
    assert [s.woman.id for s in ledger.stories([two.id, third.id, one.id])] == [one.id, third.id]
    assert [w.id for w in ledger.all(Woman)] == [one.id, third.id]
    assert ledger.count(Woman) == 2
    assert set(ledger.values(Woman, "name")) == {one.id, third.id}


def test_she_is_found_by_everything_either_entry_is_called(ledger: Ledger) -> None:
    home = Household(id=new_id(), subject="", number="1")
    one = a_woman("王丽", phone="13875122210", household=home.id)
    two = a_woman("黎莉", id_number="11010519491231002X", phone="13900001111", household=home.id)
    ledger.write("x", [Add(home), Add(one), Add(two)])
    index = ledger.search
    change = joined(ledger, one, two, phone="keep", id_number="keep")
    for search in (index, ledger.search):
        for typed in ("王丽", "黎莉", "lili", "11010519491231002x", "13900001111", "13875122210"):
            assert search.find(typed) == [one.id], typed
        assert search.everyone() == [one.id]
    assert [w.id for w in ledger.holding(Woman, "id_number", ["11010519491231002X"])] == [one.id]
    assert [w.id for w in ledger.holding(Woman, "household", [home.id])] == [one.id]
    undone(ledger, change)
    assert index.find("黎莉") == [two.id]
    assert index.find("王丽") == [one.id]
    assert {w.id for w in ledger.holding(Woman, "household", [home.id])} == {one.id, two.id}


def test_pages_hear_of_every_entry_of_hers(ledger: Ledger) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    heard: list[Changed] = []
    ledger.subscribe(heard.append)
    change = joined(ledger, one, two)
    seen(ledger, two, "2026-01-01")
    undone(ledger, change)
    assert [changed.subjects for changed in heard] == [{one.id, two.id}] * 3
    seen(ledger, two, "2026-01-02")
    assert heard[-1].subjects == {two.id}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(("given", "refused", "withdrawn"))), max_size=4),
)
def test_joins_undone_give_back_exactly_the_stories_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, int]], told: list[tuple[int, str]]
) -> None:
    ledger, _ = new_ledger(tmp_path_factory.mktemp("joins"))
    # What a person chose for a field is taken back while nobody wrote on; so only a single join may change one here.
    noted = len(pairs) == 1
    women = [a_woman(f"王{c}", note=c if noted else None) for c in "丽莉红兰"]
    enter(ledger, *women)
    for number, state in told:
        says(ledger, women[number], state)
        seen(ledger, women[number], "2026-01-01")
    before = list(ledger.stories())
    changes = []
    for one, two in pairs:
        keep, other = ledger.story(women[one].id), ledger.story(women[two].id)
        assert keep is not None
        assert other is not None
        if writes := join(keep, other, {}, fresh=new_id):
            changes.append(ledger.write(Verb.JOIN, writes))
    assert ledger.count(Woman) == len(women) - len(changes)
    for change in reversed(changes):
        undone(ledger, change)
    assert list(ledger.stories()) == before
    ledger.close()


def test_her_word_from_now_on_is_said_of_every_entry(ledger: Ledger) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    says(ledger, one, "given")
    says(ledger, two, "refused")
    joined(ledger, one, two)
    assert [effective(of_entry(ledger, w), "county") for w in (one, two)] == ["refused", "refused"]
    story = ledger.story(one.id)
    assert story is not None
    ledger.write(Verb.CONSENT, consents.state(story, "county", agrees=True, on=date(2026, 2, 1), fresh=new_id))
    assert [effective(of_entry(ledger, w), "county") for w in (one, two)] == ["given", "given"]


def test_erasing_one_entry_erases_her(ledger: Ledger) -> None:
    one, two, third = (a_woman(name) for name in NAMES)
    enter(ledger, one, two, third)
    seen(ledger, two, "2026-01-01")
    joined(ledger, one, two)
    ledger.write("erase", [Erase(one.id)])
    assert [w.id for w in ledger.all(Woman)] == [third.id]
    assert ledger.all(Visit) == []
    assert ledger.get(Woman, two.id) is None


def test_her_past_is_that_of_all_entries(ledger: Ledger) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    ledger.write("woman.edit", [Edit("woman", two.id, {"phone": "13875122210"})])
    joined(ledger, one, two)
    assert {(step.record, step.field) for step in ledger.history.of(one.id)} == {
        (two.id, "phone"), (two.id, "merged_into"), (one.id, "phone"),
    }  # fmt: skip
    assert ledger.history.of(two.id) == ledger.history.of(one.id)


def test_parting_gives_an_entry_back_with_everything_of_its_own(ledger: Ledger) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    visit = seen(ledger, two, "2026-01-01")
    joined(ledger, one, two)
    ledger.write(Verb.PART, part(two.with_values(merged_into=one.id)))
    parted = ledger.story(two.id)
    assert parted is not None
    assert (parted.woman.id, parted.joined, parted.visits) == (two.id, (), (visit,))


def test_that_they_are_two_people_travels_within_the_office(ledger: Ledger, tmp_path: Path) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    ledger.write(Verb.TWO_PEOPLE, two_people(two, one, fresh=new_id))
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    assert pairs_apart(other.all(Settled)) == {frozenset((one.id, two.id))}
    other.close()


def test_two_laptops_that_joined_each_their_way_show_the_same_woman(ledger: Ledger, tmp_path: Path) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    joined(ledger, one, two)
    joined(other, two, one)
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    ledger.exchange.merge(other.exchange.collect_for_office(ledger.exchange.reaches()))
    for laptop in (ledger, other):
        assert [s.woman.id for s in laptop.stories()] == [min(one.id, two.id)]
        assert laptop.exchange.conflicts() == []
    other.close()


def test_the_county_stays_told_of_each_entry_by_itself(ledger: Ledger) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    says(ledger, one, "given")
    says(ledger, two, "given")
    joined(ledger, one, two)
    delta = ledger.exchange.collect_for_county("county")
    women = next(rows for rows in delta.rows if rows.kind == Woman.kind)
    assert set(women.ids) == {one.id, two.id}
    assert ledger.exchange.standing("county").women_sharing == 1
    states = ledger.exchange.standing_of(one.id, "county")
    assert {("woman", one.id), ("woman", two.id)} <= states.keys()


def test_a_refusal_of_one_entry_keeps_the_other_at_home_too(ledger: Ledger) -> None:
    one, two = a_woman("王丽"), a_woman("王莉")
    enter(ledger, one, two)
    says(ledger, one, "given")
    seen(ledger, one, "2026-01-01")
    says(ledger, two, "refused")
    assert {rows.kind for rows in ledger.exchange.collect_for_county("county").rows} >= {"woman", "visit"}
    change = joined(ledger, one, two)
    delta = ledger.exchange.collect_for_county("county")
    assert [rows for rows in delta.rows if rows.ids] == []
    assert {(told.subject, told.state) for told in delta.statements} >= {(one.id, "refused")}
    undone(ledger, change)
    delta = ledger.exchange.collect_for_county("county")
    women = next(rows for rows in delta.rows if rows.kind == Woman.kind)
    assert set(women.ids) == {one.id}
