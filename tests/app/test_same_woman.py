"""Who stands for whom: the same answer in whatever order entries were joined, and apart again when a join is undone."""

from __future__ import annotations

import random
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.consents import SPOUSE_FIELDS
from app.actions.joining import equal_consents, join
from app.consent import SCOPES, SPOUSE, effective
from app.records import Consent, Record, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Edit, Forget, Write
from app.same_woman import BOTH, KEEP, OTHER, Same, entries_of, preview, standing_for, values_of

NAMES = "abcdefgh"
joins = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1]), max_size=12)
gone = st.frozensets(st.sampled_from(NAMES), max_size=3)


def woman(name: str, **values: Any) -> Woman:
    return Woman(id=name, subject=name, name=f"王{name}", **values)


def groups(edges: dict[str, str]) -> dict[str, frozenset[str]]:
    """Which entries are tied together, by the definition: whoever is led to one another."""
    together = {name: {name} for name in NAMES}
    for one, other in edges.items():
        merged = together[one] | together[other]
        for name in merged:
            together[name] = merged
    return {name: frozenset(members) for name, members in together.items()}


@given(joins, gone)
def test_entries_led_to_one_another_are_one_woman_and_one_of_those_still_there_stands(
    edges: list[tuple[str, str]], gone: frozenset[str]
) -> None:
    joined = dict(edges)
    same, together = Same(joined, gone), groups(joined)
    for name in NAMES:
        members = together[name] - gone
        if not members:
            continue
        stands = same.standing(name)
        if len(together[name]) > 1:
            assert stands in members
            assert {same.standing(other) for other in together[name]} == {stands}
            assert same.entries(name) == (stands, *sorted(members - {stands}))
        else:
            assert stands == name
            assert same.entries(name) == (name,)
    everyone = [i for name in NAMES for i in same.entries(name) if name == same.standing(name)]
    assert len(everyone) == len(set(everyone))
    assert same.hidden == set(everyone) - {same.standing(i) for i in everyone}


@given(joins, st.randoms(use_true_random=False))
def test_the_order_in_which_joins_arrive_changes_nothing(edges: list[tuple[str, str]], dice: random.Random) -> None:
    joined = dict(edges)
    shuffled = list(joined.items())
    dice.shuffle(shuffled)
    assert [Same(joined).standing(n) for n in NAMES] == [Same(dict(shuffled)).standing(n) for n in NAMES]


@given(joins)
def test_the_entry_joined_to_nobody_stands_and_of_a_ring_the_smallest(edges: list[tuple[str, str]]) -> None:
    joined = dict(edges)
    same = Same(joined)
    for name in NAMES:
        way, here = [name], name
        while here in joined and joined[here] not in way:
            here = joined[here]
            way.append(here)
        ends = [here] if here not in joined else way[way.index(joined[here]) :]
        assert same.standing(name) == min(ends)


@pytest.mark.parametrize(
    ("joined", "stands"),
    [
        ({"a": "b"}, {"a": "b", "b": "b"}),
        ({"a": "b", "b": "c"}, {"a": "c", "b": "c", "c": "c"}),
        ({"a": "b", "b": "a"}, {"a": "a", "b": "a"}),
        ({"d": "b", "b": "c", "c": "b"}, {"d": "b", "b": "b", "c": "b"}),
    ],
)
def test_chains_and_rings(joined: dict[str, str], stands: dict[str, str]) -> None:
    women = [woman(name, merged_into=joined.get(name)) for name in {*joined, *joined.values()}]
    assert standing_for(women) == stands


def test_who_was_taken_back_stands_for_nobody_but_ties_the_others_together() -> None:
    women = [
        woman("a", merged_into="b"), woman("b", merged_into="c", retired="mistake"), woman("c"),
        woman("d", merged_into="erased"), woman("e", merged_into="erased"),
    ]  # fmt: skip
    assert standing_for(women) == {"a": "c", "c": "c", "d": "d", "e": "d"}


def test_what_only_one_entry_says_is_taken_and_what_neither_doubts_is_not_asked() -> None:
    keep = woman("a", phone="13875122210", group=1)
    other = woman("a", group=1, education="70", family_unaware=True, note="甲").with_values(id="b", subject="b")
    found = {choice.field: choice for choice in preview(keep, other)}
    assert set(found) == {"phone", "education", "family_unaware", "note"}
    assert {f: c.chosen for f, c in found.items()} == {
        "phone": KEEP, "education": OTHER, "family_unaware": OTHER, "note": OTHER,
    }  # fmt: skip
    assert values_of(found.values(), {}) == {"education": "70", "family_unaware": True, "note": "甲"}
    assert values_of(found.values(), {"education": KEEP, "phone": OTHER}) == {
        "phone": None, "family_unaware": True, "note": "甲",
    }  # fmt: skip


def test_an_open_page_and_words_of_both_stand() -> None:
    keep = woman("a", status="closed", closed_reason="moved_out", closed_date="2024-01-01", note="甲")
    other = woman("a", note="乙").with_values(id="b")
    assert values_of(preview(keep, other), {}) == {
        "status": "open", "closed_reason": None, "closed_date": None, "note": "甲\n乙",
    }  # fmt: skip
    assert values_of(preview(keep, other), {"note": KEEP, "status": KEEP}) == {}
    assert values_of(preview(other, keep), {"note": BOTH})["note"] == "乙\n甲"


def test_an_id_goes_with_its_type() -> None:
    keep, other = woman("a", id_type="01"), woman("a", id_type="03", id_number="E12345678").with_values(id="b")
    (choice,) = preview(keep, other)
    assert (choice.field, choice.fields) == ("id_number", ("id_type", "id_number"))
    assert values_of([choice], {}) == {"id_type": "03", "id_number": "E12345678"}


# What she agreed to

STATES = ("given", "refused", "withdrawn")
said = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(SCOPES[:3]), st.sampled_from(STATES), st.booleans()), max_size=8
)


def statements(told: list[tuple[str, str, str, bool]]) -> list[Consent]:
    """As they were recorded, each replacing or not what stood for that entry."""
    made: list[Consent] = []
    for number, (entry, scope, state, knowing) in enumerate(told):
        before = " ".join(c.id for c in made if (c.subject, c.scope) == (entry, scope)) if knowing else None
        made.append(
            Consent(
                id=f"s{number}", subject=entry, scope=scope, state=state, date="2026-01-01", replaces=before or None
            )
        )
    return made


def applied(records: list[Record], writes: tuple[Write, ...] | list[Write]) -> list[Record]:
    after = {record.id: record for record in records}
    for write in writes:
        if isinstance(write, Add):
            after[write.record.id] = write.record
        elif isinstance(write, Edit):
            after[write.id] = after[write.id].with_values(**write.values)
    return list(after.values())


def stories(records: list[Record]) -> dict[str, Story]:
    """As the ledger puts them together."""
    women = [r for r in records if isinstance(r, Woman)]
    stands = standing_for(women)
    return {
        i: story_of(
            next(w for w in women if w.id == i),
            [r for r in records if not isinstance(r, Woman) and stands.get(r.subject) == i],
            joined=[w for w in women if w.id != i and stands[w.id] == i],
        )
        for i in set(stands.values())
    }


def strictest_word(told: tuple[Consent, ...] | list[Consent], scope: str) -> str:
    """By the definition: a no to the ledger itself takes back what was agreed for the county."""
    word, care = effective(told, scope), effective(told, "care")
    return care if (scope, word) == ("county", "given") and care in ("refused", "withdrawn") else word


@given(said)
def test_after_joining_her_strictest_word_holds_for_every_entry(told: list[tuple[str, str, str, bool]]) -> None:
    records: list[Record] = [woman("a"), woman("b"), *statements(told)]
    before, fresh = stories(records), map("n{}".format, count())
    after = applied(records, list(join(before["a"], before["b"], {}, fresh=lambda: next(fresh))))
    (her,) = stories(after).values()
    assert entries_of(her) == ("a", "b")
    for scope in SCOPES:
        strictest = strictest_word([*before["a"].consents, *before["b"].consents], scope)
        assert effective(her.consents, scope) == strictest
        for entry in "ab":
            assert effective([c for c in her.consents if c.subject == entry], scope) == strictest
    assert equal_consents(her, fresh=lambda: next(fresh)) == ()


@given(said, said)
def test_a_word_heard_by_a_laptop_that_knew_one_entry_is_made_to_hold_for_all(
    told: list[tuple[str, str, str, bool]], later: list[tuple[str, str, str, bool]]
) -> None:
    records: list[Record] = [woman("a"), woman("b"), *statements(told)]
    before, fresh = stories(records), map("n{}".format, count())
    joined = applied(records, list(join(before["a"], before["b"], {}, fresh=lambda: next(fresh))))
    heard = [c.with_values(id=f"later-{c.id}") for c in statements(later)]
    (her,) = stories([*joined, *heard]).values()
    (made_equal,) = stories(applied([*joined, *heard], list(equal_consents(her, fresh=lambda: next(fresh))))).values()
    for scope in SCOPES:
        strictest = strictest_word(her.consents, scope)
        assert effective(made_equal.consents, scope) == strictest
        assert {effective([c for c in made_equal.consents if c.subject == e], scope) for e in "ab"} == {strictest}


@pytest.mark.parametrize("chosen", [{}, {"spouse_name": OTHER}, {"spouse_name": KEEP}])
@pytest.mark.parametrize("refusing", "ab")
def test_what_her_husband_refused_is_written_down_in_no_entry(refusing: str, chosen: dict[str, str]) -> None:
    no = Consent(id="s", subject=refusing, scope=SPOUSE, state="refused", date="2026-01-01")
    records: list[Record] = [woman("a", spouse_phone="13800000000"), woman("b", spouse_name="李军"), no]
    before, fresh = stories(records), map("n{}".format, count())
    joined = applied(records, list(join(before["a"], before["b"], chosen, fresh=lambda: next(fresh))))
    (her,) = stories(joined).values()
    for entry in (her.woman, *her.joined):
        assert (entry.spouse_name, entry.spouse_phone) == (None, None)
    assert equal_consents(her, fresh=lambda: next(fresh)) == ()


def test_what_her_husband_refused_on_a_laptop_that_knew_one_entry_goes_from_all() -> None:
    records: list[Record] = [woman("a"), woman("b", merged_into="a", spouse_name="李军")]
    no = Consent(id="s", subject="a", scope=SPOUSE, state="refused", date="2026-01-01")
    (her,) = stories([*records, no]).values()
    forgotten = {w.id: w.values for w in equal_consents(her, fresh=lambda: "n") if isinstance(w, Forget)}
    assert forgotten == dict.fromkeys("ab", dict.fromkeys(SPOUSE_FIELDS))


def test_who_is_one_woman_already_is_not_joined_again() -> None:
    her = story_of(woman("a"), [], joined=[woman("b", merged_into="a")])
    assert join(her, story_of(woman("b"), [], joined=[woman("a")]), {}, fresh=lambda: "n") == ()
