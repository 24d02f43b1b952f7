"""The month's figures equal a slow second counting, made day by day from the definitions."""

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.figures.methods import categories
from app.records import Child, LifeEvent, MethodUse, Move
from app.records.base import Record
from app.records.story import Story
from tests.app.figures.making import figures, tell

END = date(2026, 10, 31)


def possible(stated: str) -> list[date]:
    """Every day a stored date may be."""
    year, month, day = ([int(part) for part in stated.split("-")] + [0, 0])[:3]
    months = [month] if month else range(1, 13)
    return [
        date(year, m, d)
        for m in months
        for d in ([day] if day else range(1, calendar.monthrange(year, m)[1] + 1))
    ]  # fmt: skip


def in_month(stated: str | None) -> bool:
    return stated is not None and all((d.year, d.month) == (2026, 10) for d in possible(stated))


def over(stated: str) -> bool:
    return all(d <= END for d in possible(stated))


def birthday(born: date, year: int) -> date:
    leap_day = (born.month, born.day) == (2, 29) and not calendar.isleap(year)
    return date(year, 3, 1) if leap_day else born.replace(year=year)


def age(born: date) -> int:
    return sum(birthday(born, year) <= END for year in range(born.year + 1, END.year + 1))


def real(story: Story) -> bool:
    return not (story.woman.status == "closed" and story.woman.closed_reason in ("mistake", "merged"))


def here(story: Story) -> bool:
    woman = story.woman
    if not real(story) or (woman.status == "closed" and (not woman.closed_date or over(woman.closed_date))):
        return False
    if any(e.event == "death" and over(e.date) for e in story.life_events):
        return False
    by_then = [m for m in story.moves if over(m.date)]
    if by_then:
        newest = max(possible(m.date)[-1] for m in by_then)
        return any(m.direction == "in" for m in by_then if possible(m.date)[-1] == newest)
    if not story.moves:
        return True
    first = min(possible(m.date)[-1] for m in story.moves)
    return any(m.direction == "out" for m in story.moves if possible(m.date)[-1] == first)


def grown(story: Story) -> bool:
    born = story.woman.birth_date
    return born is not None and all(15 <= age(day) <= 49 for day in possible(born))


LASTING = ("female_sterilisation", "male_sterilisation", "iud_copper", "iud_lng",
    "iud_unspecified", "implant", "injectable_3m", "injectable_2m", "injectable_1m",
    "pill_combined", "pill_progestogen", "pill_or_injectable_unspecified", "condom", "external",
    "lam", "emergency_pill", "fertility_awareness", "withdrawal", "other",
)  # fmt: skip
REPORTED = {
    **dict.fromkeys(("iud_copper", "iud_lng", "iud_unspecified"), "iud"),
    **dict.fromkeys((m for m in LASTING if m.startswith(("pill", "injectable"))), "pill_injectable"),
    **dict.fromkeys(("lam", "emergency_pill", "fertility_awareness", "withdrawal", "other"), "other"),
}


def using(story: Story) -> list[str]:
    return [
        m.method
        for m in story.methods
        if m.method != "none"
        and (m.start is None or any(d <= END for d in possible(m.start)))
        and (m.stop is None or not over(m.stop))
    ]


def slow(stories: list[Story]) -> dict[str, int]:
    told = [s for s in stories if real(s)]
    women = [s for s in told if here(s) and grown(s)]
    births = [
        c for s in told for c in s.children if c.born == "live" and c.relation == "birth" and in_month(c.birth_date)
    ]
    dead_children = sum(
        c.born == "live" and c.ended == "died" and in_month(c.ended_date) for s in told for c in s.children
    )
    dead_women = 0
    for s in told:
        events = [e for e in s.life_events if e.event == "death"]
        closing = s.woman.closed_date if s.woman.status == "closed" and s.woman.closed_reason == "died" else None
        dead_women += in_month(events[0].date) if events else in_month(closing)
    life = [e.event for s in told for e in s.life_events if in_month(e.date)]
    moves = [m.direction for s in told for m in s.moves if in_month(m.date)]
    uses = [m for s in told for m in s.methods if m.method != "none"]
    best = [min(using(s), key=LASTING.index) for s in women if using(s)]
    return {
        "women_15_49": len(women),
        "births": len(births),
        "births_boys": sum(c.sex == "1" for c in births),
        "births_girls": sum(c.sex == "2" for c in births),
        "births_sex_unknown": sum(c.sex in ("0", "9") for c in births),
        "deaths": dead_women + dead_children,
        "deaths_women": dead_women,
        "deaths_children": dead_children,
        "marriages": life.count("marriage"),
        "divorces": life.count("divorce"),
        "moves_in": moves.count("in"),
        "moves_out": moves.count("out"),
        "users": len(best),
        **{f"users_{c}": sum(REPORTED.get(m, m) == c for m in best) for c in categories()},
        "methods_new": sum(in_month(m.start) for m in uses),
        "methods_stopped": sum(in_month(m.stop) for m in uses),
    }


around = st.sampled_from(
    [
        "2026",
        "2025",
        "2026-09",
        "2026-10",
        "2026-11",
        "2026-09-30",
        "2026-10-01",
        "2026-10-15",
        "2026-10-31",
        "2026-11-01",
    ]
)
births = st.sampled_from([
    None, "1976", "1977", "2011", "1976-10", "1976-11", "2011-10", "1976-10-31", "1976-11-01", "2011-10-31", "2011-11-01",
    "1988-02-29", "1990-05-12",
])  # fmt: skip
maybe = st.none() | around


@st.composite
def stories(draw: Callable[..., Any]) -> Story:
    def some(cls: type[Record], **fields: st.SearchStrategy[Any]) -> list[tuple[type[Record], dict[str, Any]]]:
        return [(cls, one) for one in draw(st.lists(st.fixed_dictionaries(fields), max_size=2))]

    records = [
        *some(
            Child, birth_date=maybe, sex=st.sampled_from("0129"), born=st.sampled_from(["live", "stillbirth"]),
            relation=st.sampled_from(["birth", "adopted", "step"]), ended=st.sampled_from([None, "died", "left"]),
            ended_date=maybe,
        ),
        *some(LifeEvent, event=st.sampled_from(["marriage", "divorce", "widowhood"]), date=around),
        *some(Move, direction=st.sampled_from(["in", "out"]), date=around),
        *some(MethodUse, method=st.sampled_from([*LASTING, "none"]), start=maybe, stop=maybe),
    ]  # fmt: skip
    if draw(st.booleans()) and draw(st.booleans()):
        records.append((LifeEvent, {"event": "death", "date": draw(around)}))
    closed = draw(st.sampled_from([None, None, "moved_out", "died", "mistake", "merged"]))
    page = {"status": "closed", "closed_reason": closed, "closed_date": draw(maybe)} if closed else {}
    return tell(*records, own=f"w{draw(st.integers(0, 10**9))}", birth_date=draw(births), **page)


@given(st.lists(stories(), min_size=4, max_size=12, unique_by=lambda s: s.woman.id))
def test_every_count_equals_the_slow_count_and_opens_onto_as_many_records(told: list[Story]) -> None:
    found = figures(*told)
    assert {code: found.value(code) for code in slow(told)} == slow(told)
    for figure in found.figures.values():
        if not figure.code.startswith(("residents", "registered", "deaths_all", "stock_out_days")):
            assert figure.value == len(figure.trace) == len(set(figure.trace))


@given(st.lists(stories(), max_size=6, unique_by=lambda s: s.woman.id), st.randoms())
def test_the_order_of_women_changes_no_number(told: list[Story], dice: Any) -> None:
    other = list(told)
    dice.shuffle(other)
    assert {c: f.value for c, f in figures(*told).figures.items()} == {
        c: f.value for c, f in figures(*other).figures.items()
    }


@given(st.lists(stories(), max_size=6, unique_by=lambda s: s.woman.id))
def test_parts_add_up(told: list[Story]) -> None:
    value = figures(*told).value
    assert value("users") == sum(value(f"users_{category}") or 0 for category in categories())
    assert value("births") == sum(value(f"births_{sex}") or 0 for sex in ("boys", "girls", "sex_unknown"))
