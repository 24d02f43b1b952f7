"""The order of the round: as people count doors, or as she walks; whoever is new finds a place by itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import Household, VillageGroup, Woman
from app.walk import NATURAL, Walk, household_key, natural, walk_key, walk_of

COUNTED = [
    ["2", "10"], ["9号", "9号附1", "9号附2", "10号"], ["3", "3-1", "3-2", "4"], ["甲", "乙", "丙"], ["3甲", "3乙", "4"],
    ["一号", "二号", "九号", "十号", "十一号", "二十号", "二十三号"], ["２", "三号", "4"], ["莲花湾2号", "莲花湾12号"],
    ["3", "3甲"], ["5栋1单元2", "5栋1单元10", "5栋2单元1"],
]  # fmt: skip

doors = st.one_of(
    st.none(), st.sampled_from([d for line in COUNTED for d in line]), st.text("0123456789-号附甲乙 湾一十", max_size=8)
)
groups = st.one_of(st.none(), st.integers(1, 12))
walks = st.one_of(st.none(), st.integers(1, 9))
places = st.lists(st.tuples(groups, doors, walks), max_size=14)
ordered_groups = st.lists(st.tuples(st.integers(1, 12), walks), max_size=8)


@pytest.mark.parametrize("line", COUNTED)
def test_doors_stand_as_people_count_them(line: list[str]) -> None:
    backwards = list(reversed(line))
    assert sorted(backwards, key=natural) == line
    assert len({natural(door) for door in line}) == len(line)


@pytest.mark.parametrize(
    ("one", "same"), [("12", "12号"), ("12号", " １２ 号 "), ("三号", "3"), ("3-1", "3之1"), (None, "")]
)
def test_one_door_written_in_two_ways_is_one_door(one: str | None, same: str) -> None:
    assert natural(one) == natural(same)


def homes(found: list[tuple[int | None, str | None, int | None]]) -> list[Household]:
    return [Household(id=f"h{n:02d}", subject="", group=g, door=d, walk=w) for n, (g, d, w) in enumerate(found)]


def walk(found: list[Household], numbers: list[tuple[int, int | None]]) -> Walk:
    return walk_of(
        [VillageGroup(id=f"g{n}", subject="", number=no, walk=w) for n, (no, w) in enumerate(numbers)], found
    )


@given(places, ordered_groups, st.randoms())
def test_it_is_one_total_order_whatever_she_arranged(
    found: list[tuple[int | None, str | None, int | None]], numbers: list[tuple[int, int | None]], shuffle: object
) -> None:
    made = homes(found)
    order = walk(made, numbers)
    women = [Woman(id=f"w{h.id}", subject="", name="王丽", household=h.id) for h in made]
    pairs = list(zip(women, made, strict=True))
    keys = {woman.id: walk_key(woman, home, order) for woman, home in pairs}
    assert len(set(keys.values())) == len(keys)
    straight = sorted(pairs, key=lambda pair: keys[pair[0].id])
    shuffle.shuffle(pairs)  # type: ignore[attr-defined]
    again = walk([home for _, home in pairs], numbers[::-1] if len(dict(numbers)) == len(numbers) else numbers)
    assert again == order
    assert sorted(pairs, key=lambda pair: walk_key(pair[0], pair[1], again)) == straight


@given(places, ordered_groups)
def test_a_group_is_never_torn_apart_and_nobody_knows_comes_last(
    found: list[tuple[int | None, str | None, int | None]], numbers: list[tuple[int, int | None]]
) -> None:
    made = homes(found)
    order = walk(made, numbers)
    line = sorted(made, key=lambda home: household_key(home, order))
    numbered = [home.group for home in line]
    seen = numbered[:1] + [two for one, two in pairwise(numbered) if one != two]
    assert len(seen) == len(set(seen))
    assert None not in seen[:-1]
    for group in seen:
        known = [bool(natural(home.door)) for home in line if home.group == group]
        assert known == sorted(known, reverse=True)


@given(places)
def test_without_an_order_of_her_own_it_is_the_natural_one(
    found: list[tuple[int | None, str | None, int | None]],
) -> None:
    made = [home.with_values(walk=None) for home in homes(found)]
    assert walk(made, []) == NATURAL
    line = sorted(made, key=lambda home: household_key(home, NATURAL))
    for one, two in pairwise(line):
        assert (one.group is None, one.group or 0) <= (two.group is None, two.group or 0)
        if one.group == two.group and natural(one.door) and natural(two.door):
            assert natural(one.door) <= natural(two.door)


def test_who_she_arranged_stands_so_and_a_new_house_comes_after_the_one_counted_before_it() -> None:
    made = homes([(1, "1号", 1), (1, "5号", 2), (1, "3号", 3)])
    order = walk(made, [])
    new = homes([(1, door, None) for door in ("4号", "2号", "9号", "0号")])
    line = sorted([*made, *new], key=lambda home: household_key(home, order))
    assert [home.door for home in line] == ["0号", "1号", "2号", "5号", "9号", "3号", "4号"]


def test_she_begins_with_the_group_she_lives_in() -> None:
    order = walk([], [(3, 1), (1, 2), (2, 3)])
    line = sorted((Household(id="h", subject="", group=g, door="1") for g in (1, 2, 3, 4, None)),
                  key=lambda home: household_key(home, order))  # fmt: skip
    assert [home.group for home in line] == [3, 4, 1, 2, None]


def test_a_woman_of_no_household_stands_at_her_door() -> None:
    order = walk(homes([(1, "5号", 1), (1, "2号", 2)]), [])
    her = Woman(id="w", subject="w", name="林芳", group=1, door="2号")
    home = Household(id="h", subject="", group=1, door="5号")
    there = Woman(id="v", subject="v", name="赵敏")
    assert walk_key(there, home, order) < walk_key(her, None, order)
