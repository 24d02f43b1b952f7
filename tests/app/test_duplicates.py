"""Likely duplicates: the three ways two entries may be one woman, what rules it out, and nobody compared in vain."""

from __future__ import annotations

import string
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.duplicates import HOUSEHOLD, ID, PERSON, SPOUSE, Pair, likely, sound
from app.records import Woman

VALID, VALID_TOO = "11010519491231002X", "440524188001010014"


def woman(key: str, name: str = "王丽", **values: Any) -> Woman:
    return Woman(id=key, subject=key, name=name, **values)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"name": "甲", "id_number": VALID}, {"name": "乙", "id_number": VALID}, (ID,)),
        ({"birth_date": "1991-04-06"}, {"birth_date": "1991-04-06"}, (PERSON,)),
        ({"birth_date": "1991"}, {"birth_date": "1991-04-06"}, (PERSON,)),
        ({"name": "王 丽", "birth_date": "1991-04"}, {"birth_date": "1991-04"}, (PERSON,)),
        ({"spouse_name": "陈军"}, {"name": "王莉", "spouse_name": "陈 军"}, (SPOUSE,)),
        ({"household": "h"}, {"name": "王莉", "household": "h"}, (HOUSEHOLD,)),
        ({"household": "h", "birth_date": "1991"}, {"name": "王莉", "household": "h", "birth_date": "1991-02-03"}, (HOUSEHOLD,)),
    ],
)  # fmt: skip
def test_two_entries_that_may_be_one_woman(one: dict[str, Any], other: dict[str, Any], why: tuple[str, ...]) -> None:
    women = [woman("b", **{"name": "王丽", **one}), woman("a", **{"name": "王丽", **other})]
    assert likely(women) == (Pair("a", "b", why),)
    assert likely(women, {frozenset("ab")}) == ()
    assert likely([women[0], women[1].with_values(retired="mistake")]) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birth_date": "1991-04-06"}, {"birth_date": "1991-04-07"}),
        ({"birth_date": "1991-04-06", "id_number": VALID}, {"birth_date": "1991-04-06", "id_number": VALID_TOO}),
        ({"name": "王丽", "spouse_name": "陈军"}, {"name": "李梅", "spouse_name": "陈军"}),
        ({"spouse_name": "陈军", "birth_date": "1970"}, {"spouse_name": "陈军", "birth_date": "1991"}),
        ({"household": "h", "birth_date": "1991-04-06"}, {"household": "h", "birth_date": "1993-01-01"}),
        ({"id_number": "无"}, {"id_number": "无"}),
        ({}, {}),
    ],
)  # fmt: skip
def test_two_entries_that_are_not_asked_about(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert likely([woman("a", **one), woman("b", **other)]) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("王丽", "王莉"), ("张秀英", "章秀英"), ("倪红", "李红"), ("陈静", "陈进"), ("胡芳", "符芳")],
)
def test_what_sounds_alike_in_the_south(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_other_names_are_told_apart() -> None:
    assert len({sound(name) for name in ("王丽", "王兰", "曾丽", "岑丽", "李红", "李花")}) == 6


facts = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["王丽", "王莉", "李红", "倪红"]),
        "birth_date": st.sampled_from([None, "1991", "1991-04-06", "1994-01-01"]),
        "id_number": st.sampled_from([None, VALID, VALID_TOO]),
        "spouse_name": st.sampled_from([None, "陈军"]),
        "household": st.sampled_from([None, "h"]),
    }
)


@given(st.lists(facts, max_size=8))
def test_grouping_by_keys_finds_what_comparing_everybody_with_everybody_finds(people: list[dict[str, Any]]) -> None:
    women = [woman(key, **one) for key, one in zip(string.ascii_lowercase, people, strict=False)]
    by_hand = {pair for one, other in combinations(women, 2) for pair in likely([one, other])}
    assert set(likely(women)) == by_hand


def test_an_id_typed_for_a_whole_village_is_not_a_thousand_questions() -> None:
    women = [woman(f"{n:03}", name=f"甲{n}", id_number=VALID) for n in range(60)]
    assert len(likely(women)) == 59
