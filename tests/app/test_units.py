"""The village through the years: re-coded, renamed, merged; each paper names the one of its day."""

from __future__ import annotations

from datetime import date
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from app.actions.units import change_unit, take_in
from app.records import Unit
from app.records.writes import Add, Edit, Write
from app.units import lead_to, lineage, present, taken_in, unit_on

FIRST = Unit(id="u0", subject="", code="430981203205", name="莲荷村")
_ids = count(1)


def fresh() -> str:
    return f"u{next(_ids)}"


def after(units: list[Unit], writes: tuple[Write, ...]) -> list[Unit]:
    found = {unit.id: unit for unit in units}
    for write in writes:
        if isinstance(write, Edit):
            found[write.id] = found[write.id].with_values(**write.values)
        elif isinstance(write, Add) and isinstance(write.record, Unit):
            found[write.record.id] = write.record
    return list(found.values())


def changed(units: list[Unit], change: str, on: date, code: str, name: str) -> list[Unit]:
    return after(units, tuple(change_unit(units, change, on=on, code=code, name=name, office=None, fresh=fresh)))


def test_each_day_has_the_code_it_had_then() -> None:
    units = changed([FIRST], "recoded", date(2020, 6, 1), "430981203209", "莲荷村")
    units = changed(units, "merged", date(2024, 1, 1), "430981203301", "新莲荷村")
    assert [u.code for u in lineage(units)] == ["430981203205", "430981203209", "430981203301"]
    assert unit_on(units, date(2019, 1, 1)).code == "430981203205"
    assert unit_on(units, date(2020, 5, 31)).code == "430981203205"
    assert unit_on(units, date(2020, 6, 1)).code == "430981203209"
    assert unit_on(units, date(2030, 1, 1)).name == present(units).name == "新莲荷村"
    old = next(u for u in units if u.id == "u0")
    assert (old.until, old.change, old.successor) == ("2020-05-31", "recoded", "430981203209")


def test_a_village_that_was_taken_in_is_known_by_its_old_code_and_never_ours() -> None:
    units = after(
        [FIRST], tuple(take_in([FIRST], code="430981203206", name="湖心村", on=date(2026, 1, 1), fresh=fresh))
    )
    assert present(units) == FIRST
    assert unit_on(units, date(2000, 1, 1)) == FIRST
    assert [(u.name, u.until, u.successor) for u in taken_in(units)] == [("湖心村", "2025-12-31", FIRST.code)]


days = st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), unique=True, max_size=5).map(sorted)


@given(days, st.dates(date(1980, 1, 1), date(2040, 1, 1)), st.randoms())
def test_every_day_has_one_village_and_a_later_day_never_an_earlier_one(
    turns: list[date], day: date, shuffle: object
) -> None:
    units = [FIRST]
    for number, turn in enumerate(turns, start=1):
        units = changed(units, "recoded", turn, f"43098120{number:04d}", "莲荷村")
    shuffle.shuffle(units)  # type: ignore[attr-defined]
    line = lineage(units)
    assert line[-1] == present(units)
    assert line.index(unit_on(units, day)) == sum(turn <= day for turn in turns)


@given(st.lists(st.tuples(st.sampled_from(["recoded", "merged", "split", "take in"]), st.integers(0, 3)), max_size=6))
def test_whatever_became_of_a_village_it_is_known_as_ours_and_another_is_not(story: list[tuple[str, int]]) -> None:
    units, told = [FIRST], [[FIRST]]
    for n, (what, days) in enumerate(story):
        on, code = date(2020 + n, 1, 1 + days), f"43098120{n:04d}"
        if what == "take in":
            units = after(units, tuple(take_in(units, code=code, name="旁村", on=on, fresh=fresh)))
        else:
            units = changed(units, what, on, code, "莲荷村")
        told.append(units)
    other = Unit(id="x", subject="", code="430981999999", name="别的村")
    for known in told:
        assert lead_to(known, units)
        assert lead_to(units, known)
        assert not lead_to(known, [*units, other])
        assert lead_to(known, [*units, other.with_values(retired="joined")])
    slip = units[0].with_values(code="430981999998")
    assert lead_to(units, [slip])
    assert not lead_to(units, [slip.with_values(successor=None), other])
