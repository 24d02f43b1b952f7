"""Households: found by whatever is known, corrected for all who live there, joined; and who is never seen on them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from app.actions.households import (
    arrange_doors,
    arrange_groups,
    edit_household,
    join_households,
    make_household,
    move_in,
    move_out,
    name_group,
    natural_order,
)  # fmt: skip
from app.households import find, groups, homes, of_group
from app.records import KINDS, Household, Record, VillageGroup, Woman
from app.records.writes import Add, Edit, Write
from app.walk import walk_of

_ids = count(1)


def fresh() -> str:
    return f"new{next(_ids)}"


class Village:
    """Records in memory, to which writes are done."""

    def __init__(self, *records: Record) -> None:
        self.by_id = {record.id: record for record in records}

    def do(self, writes: Iterable[Write]) -> None:
        for write in writes:
            if isinstance(write, Add):
                self.by_id[write.record.id] = write.record
            elif isinstance(write, Edit):
                self.by_id[write.id] = self.by_id[write.id].with_values(**write.values)

    def of(self, cls: type[Any]) -> list[Any]:
        return [record for record in self.by_id.values() if isinstance(record, cls)]

    def seen(self) -> list[tuple[str | None, list[str]]]:
        walk = walk_of(self.of(VillageGroup), self.of(Household))
        return [
            (h.household.number, [w.name for w in h.women]) for h in homes(self.of(Household), self.of(Woman), walk)
        ]


def home(id_: str, group: int | None, door: str | None, **values: Any) -> Household:
    return Household(id=id_, subject="", group=group, door=door, number=values.pop("number", id_), **values)


def woman(name: str, household: str | None, **values: Any) -> Woman:
    return Woman(id=name, subject=name, name=name, household=household, **values)


def test_a_woman_whose_family_does_not_know_is_on_the_page_in_no_way() -> None:
    village = Village(home("h", 1, "3号"), woman("王秀兰", "h"), woman("赵敏", "h", family_unaware=True))
    assert village.seen() == [("h", ["王秀兰"])]
    everyone = homes(village.of(Household), village.of(Woman))
    assert find(everyone, "赵敏") == ()
    assert find(everyone, "zm") == ()
    assert len(find(everyone, "王秀兰")) == 1


def test_who_left_or_was_written_down_twice_does_not_live_there() -> None:
    village = Village(home("h", 1, "3号"), woman("迁出", "h", status="closed"), woman("重复", "h", merged_into="x"))
    assert village.seen() == [("h", [])]


def test_a_household_is_found_by_number_head_door_group_or_a_womans_name() -> None:
    village = Village(
        home("h1", 3, "12号", number="0307", head="李建国"), home("h2", 3, "1-2号", number="0412", head="周平"),
        woman("王秀兰", "h1"), woman("欧阳娜", "h2"),
    )  # fmt: skip
    everyone = homes(village.of(Household), village.of(Woman))
    for typed, expected in [
        ("0307", ["h1"]), ("李建", ["h1"]), ("ljg", ["h1"]), ("三组 12", ["h1"]), ("王秀", ["h1"]), ("oyn", ["h2"]),
        ("3组", ["h2", "h1"]), ("4组", []), ("1-2", ["h2"]), ("", ["h2", "h1"]), ("没有的", []),
    ]:  # fmt: skip
        assert [h.household.id for h in find(everyone, typed)] == expected, typed


def test_another_door_is_that_of_all_who_live_there_seen_or_not() -> None:
    village = Village(
        home("h", 1, "3号", walk=4), home("o", 1, "4号"),
        woman("王秀兰", "h", group=1, door="3号"), woman("赵敏", "h", family_unaware=True),
        woman("迁出", "h", status="closed", door="3号"), woman("别家", "o", door="4号"),
    )  # fmt: skip
    village.do(edit_household(village.by_id["h"], {"group": 2, "door": "8号", "head": "李建国"}, village.of(Woman)))  # type: ignore[arg-type]
    doors = {w.name: (w.group, w.door) for w in village.of(Woman)}
    assert doors == {"王秀兰": (2, "8号"), "赵敏": (2, "8号"), "迁出": (None, "3号"), "别家": (None, "4号")}
    assert village.by_id["h"].walk is None  # type: ignore[attr-defined]
    assert edit_household(village.by_id["h"], {"door": "8号"}, village.of(Woman)) == ()  # type: ignore[arg-type]


def test_moving_in_brings_the_door_and_moving_out_takes_nothing() -> None:
    village = Village(home("h", 2, "5号"), woman("王秀兰", None, group=1, door="1号"))
    village.do(move_in(*map(village.by_id.get, ("h", "王秀兰"))))  # type: ignore[arg-type]
    her = village.by_id["王秀兰"]
    assert (her.household, her.group, her.door) == ("h", 2, "5号")  # type: ignore[attr-defined]
    village.do(move_out(her))  # type: ignore[arg-type]
    her = village.by_id["王秀兰"]
    assert (her.household, her.group, her.door) == (None, 2, "5号")  # type: ignore[attr-defined]


def test_a_new_household_takes_those_who_live_there() -> None:
    village = Village(woman("王秀兰", None))
    village.do(make_household({"number": "9", "group": 1, "door": "2"}, fresh=fresh, women=village.of(Woman)))
    assert village.seen() == [("9", ["王秀兰"])]


def test_joining_two_households_moves_everybody_and_loses_nothing_known() -> None:
    kept, other = home("a", 1, None, number=None), home("b", 2, "7号", number="b", head="李建国", note="靠塘")
    village = Village(kept, other, woman("王秀兰", "a"), woman("赵敏", "b", family_unaware=True, group=2),
                      woman("迁出", "b", status="closed"))  # fmt: skip
    village.do(join_households(kept, other, village.of(Woman)))
    whole = village.by_id["a"]
    assert {n: getattr(whole, n) for n in ("number", "group", "door", "head", "note")} == {
        "number": "b", "group": 1, "door": "7号", "head": "李建国", "note": "靠塘",
    }  # fmt: skip
    assert village.by_id["b"].retired == "joined"
    assert {w.household for w in village.of(Woman)} == {"a"}
    assert {w.name: (w.group, w.door) for w in village.of(Woman) if w.status == "open"} == {
        "王秀兰": (1, "7号"), "赵敏": (1, "7号"),
    }  # fmt: skip
    assert village.seen() == [("b", ["王秀兰"])]


def test_she_puts_doors_and_groups_into_an_order_of_her_own_and_back() -> None:
    village = Village(home("a", 1, "1"), home("b", 1, "2"), home("c", 1, "3"), home("d", 2, "1"), home("x", 1, None))
    line = {h.id: h for h in village.of(Household)}
    village.do(arrange_doors([line[i] for i in ("c", "a", "b", "x")]))
    village.do(arrange_groups([2, 1], village.of(VillageGroup), fresh=fresh))
    assert [number for number, _ in village.seen()] == ["d", "c", "a", "b", "x"]
    village.do(natural_order(village.of(Household), village.of(VillageGroup)))
    assert [number for number, _ in village.seen()] == ["a", "b", "c", "x", "d"]


def test_a_group_has_one_name_though_two_laptops_wrote_one_each() -> None:
    twice = [VillageGroup(id=i, subject="", number=3, walk=w) for i, w in (("g2", 5), ("g1", None))]
    village = Village(home("a", 3, "1"), home("b", 3, "2"), home("c", None, "2"), *twice, woman("甲", None, group=4))
    village.do(name_group(3, "莲花湾", village.of(VillageGroup), fresh=fresh))
    standing = [g for g in village.of(VillageGroup) if g.retired is None]
    assert [(g.id, g.name) for g in standing] == [("g1", "莲花湾")]
    told = groups(village.of(Household), village.of(Woman), village.of(VillageGroup))
    assert [(g.number, g.name, g.households) for g in told] == [(3, "莲花湾", 2), (4, "", 0), (None, "", 1)]
    assert [h.household.id for h in of_group(homes(village.of(Household), []), 3)] == ["a", "b"]


def test_the_fields_these_actions_write_are_there() -> None:
    assert {"number", "head", "group", "door", "note", "walk"} <= set(KINDS["household"].fields)
