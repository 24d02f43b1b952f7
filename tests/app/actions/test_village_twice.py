"""Population entered on two laptops gives way to what is typed now; a difference is settled by one write."""

from app.actions.settling import settle
from app.actions.village import enter_population
from app.records import Population
from app.records.writes import Add, Edit


def _stated(own: str, residents: int, month: str = "2026-10") -> Population:
    return Population(id=own, subject="", month=month, residents=residents)


def _enter(residents: int, *stated: Population) -> list[object]:
    made = enter_population(
        "2026-10", residents=residents, registered=None, source=None, stated=stated, fresh=lambda: "new"
    )
    return list(made)


def test_one_record_is_left_of_two() -> None:
    writes = _enter(1450, _stated("b", 1500), _stated("a", 1400), _stated("c", 9, "2026-09"))
    assert writes == [
        Edit("population", "a", {"residents": 1450}),
        Edit("population", "b", {"retired": "mistake"}),
    ]


def test_the_right_one_being_there_still_puts_the_other_aside() -> None:
    assert _enter(1400, _stated("a", 1400), _stated("b", 1500)) == [Edit("population", "b", {"retired": "mistake"})]


def test_nothing_is_written_where_nothing_changes() -> None:
    assert _enter(1400, _stated("a", 1400)) == []
    assert isinstance(_enter(1400)[0], Add)


def test_settling_is_one_edit_even_of_the_value_that_is_shown() -> None:
    assert settle("woman", "w", "phone", "138") == (Edit("woman", "w", {"phone": "138"}),)
