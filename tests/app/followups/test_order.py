"""The order of the round and the lists made in it."""

from __future__ import annotations

from datetime import date

from app.followups.order import due_list
from app.followups.schedule import load_schedule
from app.records import Household, MethodUse, Response, Woman
from app.records.story import Story, story_of
from app.walk import walk_key

TODAY = date(2026, 2, 3)


def living(name: str, group: int | None, door: str | None, *, start: str = "2026-01-01", **values: str) -> Story:
    one = Woman(id=name, subject=name, name=name, group=group, door=door)
    device = MethodUse(id=f"m-{name}", subject=name, method="iud_copper", start=start)
    answers = [
        Response(id=f"r-{name}", subject=name, rule="iud_inserted", anchor=device.id, occurrence=1,
                 answer=values["answer"], date="2026-02-03", until=values.get("until"))
    ] if "answer" in values else []  # fmt: skip
    return story_of(one, [device, *answers])


def test_she_walks_by_group_then_door_as_people_count_then_name() -> None:
    stories = [
        living("张三妹", None, "1号"),
        living("王秀兰", 2, "12号"),
        living("李月琴", 2, "9号"),
        living("安小花", 2, "12号"),
        living("白云", 2, None),
        living("赵敏", 10, "1号"),
        living("方颖", 2, "９号附1"),
    ]
    names = [f.subject for f in due_list(stories, load_schedule(), TODAY)]
    assert names == ["李月琴", "方颖", "安小花", "王秀兰", "白云", "赵敏", "张三妹"]
    assert [f.subject for f in due_list(stories[::-1], load_schedule(), TODAY)] == names


def test_the_household_says_where_her_door_is_when_she_does_not() -> None:
    home = Household(id="h", subject="", group=3, door="7号")
    nowhere = Woman(id="w", subject="w", name="林芳")
    assert walk_key(nowhere, home) == walk_key(nowhere.with_values(group=3, door="7号"))
    assert walk_key(nowhere.with_values(group=5, door="2号"), home) == walk_key(
        nowhere.with_values(group=5, door="2号")
    )


def test_today_lists_what_can_be_done_today_and_the_month_what_comes_as_well() -> None:
    stories = [
        living("甲", 1, "1"),
        living("乙", 1, "2", start="2026-01-20"),  # opens 10 February
        living("丙", 1, "3", answer="postponed", until="2026-02-20"),
        living("丁", 1, "4", answer="declined"),
        living("戊", 1, "5", answer="not_reached"),
        living("己", 1, "6", start="2026-02-20"),  # not yet known
    ]
    schedule = load_schedule()
    assert [f.subject for f in due_list(stories, schedule, TODAY)] == ["甲"]
    month = due_list(stories, schedule, TODAY, month=date(2026, 2, 14))
    assert [(f.subject, f.state.value) for f in month] == [
        ("甲", "past"), ("乙", "upcoming"), ("丙", "postponed"), ("戊", "not_reached"),
    ]  # fmt: skip
    april = due_list(stories, schedule, TODAY, month=date(2026, 4, 1))
    assert [(f.subject, f.occurrence) for f in april] == [("甲", 2), ("乙", 2), ("丙", 2), ("丁", 2), ("戊", 2)]
