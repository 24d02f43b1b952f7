"""What holds is the strictest statement that nobody replaced."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.consent import effective, standing, statement
from app.records import Consent

STATES = ("given", "refused", "withdrawn")


def said(record: str, state: str, *before: Consent, scope: str = "county") -> Consent:
    return statement(before, record_id=record, subject="w", scope=scope, state=state, date="2026-01-01")


def test_nothing_said_is_not_asked() -> None:
    assert effective([], "county") == "not_asked"
    assert effective([said("1", "given", scope="care")], "county") == "not_asked"


def test_a_refusal_on_one_laptop_beats_a_consent_on_another_at_the_same_time() -> None:
    before = said("1", "given")
    no, yes = said("2", "refused", before), said("3", "given", before)
    for order in permutations([before, no, yes]):
        assert effective(order, "county") == "refused"
        assert [s.id for s in standing(order, "county")] == ["2", "3"]


def test_only_a_consent_given_in_knowledge_of_the_refusal_opens_again() -> None:
    no, yes = said("1", "withdrawn"), said("2", "given")
    unaware, aware = said("3", "given", yes), said("4", "given", no, yes)
    assert effective([no, yes, unaware], "county") == "withdrawn"
    assert effective([no, yes, aware], "county") == "given"


def test_a_statement_taken_back_as_a_mistake_lets_the_one_before_stand() -> None:
    yes = said("1", "given")
    slip = said("2", "withdrawn", yes)
    assert effective([yes, slip], "county") == "withdrawn"
    assert effective([yes, slip.with_values(retired="mistake")], "county") == "given"


def test_a_state_from_a_newer_program_closes() -> None:
    assert effective([said("1", "given"), said("2", "paused")], "county") == "paused"


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(STATES), st.booleans()), max_size=12))
def test_two_laptops_agree_and_are_never_laxer_than_either_alone(script: list[tuple[int, str, bool]]) -> None:
    """Each step: who writes, what she says, and whether the two meet afterwards."""
    held: list[list[Consent]] = [[], []]
    for number, (who, state, meet) in enumerate(script):
        held[who].append(said(f"{number:02d}", state, *held[who]))
        if meet:
            both = {s.id: s for s in (*held[0], *held[1])}
            apart = {effective(h, "county") for h in held}
            held = [list(both.values()), list(both.values())[::-1]]
            together = {effective(h, "county") for h in held}
            assert len(together) == 1
            # What neither laptop allowed, meeting does not allow.
            assert together != {"given"} or "given" in apart
