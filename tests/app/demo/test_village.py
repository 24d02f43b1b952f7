"""The made-up village holds together: nobody in it could not have lived."""

from __future__ import annotations

import tracemalloc
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from app.codes import code_list
from app.consent import SCOPES, effective, standing
from app.demo.village import make_village
from app.records import (
    KINDS,
    Child,
    Consent,
    Delivery,
    Household,
    LifeEvent,
    MethodUse,
    Move,
    Population,
    Pregnancy,
    Record,
    Unit,
    Visit,
    Woman,
)
from app.records.checks import check
from app.records.fields import Code, Count, Day, Ref, Text
from app.records.story import story_of
from app.records.visits import COMMON, form_of

TODAY = date(2026, 11, 22)


@cache
def village(seed: int = 1, women: int = 700) -> tuple[Record, ...]:
    return tuple(make_village(seed, TODAY, women=women))


def of(cls: type) -> list:  # type: ignore[type-arg]  # a list of whatever class is asked for
    return [r for r in village() if isinstance(r, cls)]


def about(cls: type) -> dict[str, list]:  # type: ignore[type-arg]  # as above
    found = defaultdict(list)
    for record in of(cls):
        found[record.subject].append(record)
    return found


def first(known: str) -> date:
    """The first day a partial date can mean."""
    return date.fromisoformat((known + "-01-01")[:10])


def test_the_same_arguments_give_the_same_records() -> None:
    assert list(make_village(5, TODAY, women=60)) == list(make_village(5, TODAY, women=60))


def test_another_seed_gives_other_people() -> None:
    ids = {r.id for r in village(1)}
    assert not ids & {r.id for r in make_village(2, TODAY, women=60)}


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 12, 31), date(2027, 1, 1)])
def test_it_can_be_made_for_any_day(day: date) -> None:
    assert sum(isinstance(r, Woman) for r in make_village(3, day, women=80)) == 80


@pytest.mark.parametrize(("women", "visits"), [(1, 3), (20, 200), (300, 3000), (200, 100), (50, 0)])
def test_it_has_exactly_as_many_women_and_visits_as_asked_for(women: int, visits: int) -> None:
    kinds = Counter(r.kind for r in make_village(4, TODAY, women=women, visits=visits))
    assert kinds["woman"] == women
    assert kinds["visit"] == visits


def test_memory_does_not_grow_with_the_village() -> None:
    def peak(women: int) -> int:
        tracemalloc.start()
        for _ in make_village(1, TODAY, women=women):
            pass
        return tracemalloc.get_traced_memory()[1]

    peak(20)  # lists are read
    tracemalloc.stop()
    small = peak(60)
    tracemalloc.stop()
    large = peak(600)
    tracemalloc.stop()
    assert large < 2 * small + 200_000


def test_ids_are_unique_and_shaped_like_uuid_7() -> None:
    ids = [r.id for r in village()]
    assert len(set(ids)) == len(ids)
    for one in ids:
        assert len(one) == 32
        assert one[12] == "7"
        assert one[16] in "89ab"
        assert int(one, 16) >= 0


def test_every_field_holds_what_its_description_allows() -> None:
    for record in village():
        for name, field in KINDS[record.kind].fields.items():
            value = getattr(record, name)
            if value is None:
                assert not field.required, (record, name)
            elif isinstance(field, Code):
                assert value in code_list(field.list), (record.kind, name, value)
            elif isinstance(field, Count):
                assert field.least <= value <= field.most
                assert field.usual is None or field.usual[0] <= value <= field.usual[1], (name, value)
            elif isinstance(field, Text):
                assert 0 < len(value) <= field.longest
            elif isinstance(field, Day):
                assert not field.exact or len(value) == 10
                assert field.future or first(value) <= TODAY, (record.kind, name, value)


def test_records_refer_to_records_that_came_before_or_belong_to_her() -> None:
    kinds = {r.id: r.kind for r in village()}
    for record in village():
        if record.subject:
            assert kinds[record.subject] == "woman"
        for name, field in KINDS[record.kind].fields.items():
            if isinstance(field, Ref) and (target := getattr(record, name)) is not None:
                assert kinds[target] in field.kinds


def test_a_woman_comes_after_her_household_and_before_all_that_is_about_her() -> None:
    seen = set()
    for record in village():
        if isinstance(record, Woman) and record.household:
            assert record.household in seen
        elif record.subject and not isinstance(record, Woman):
            assert record.subject in seen
        seen.add(record.id)


def weighted_sum(number: str) -> int:
    """ISO 7064 mod 11-2 as GB 11643 states it: Σ aᵢ·2^(18−i) ≡ 1 (mod 11)."""
    digits = [10 if c == "X" else int(c) for c in number]
    return sum(d << (17 - i) for i, d in enumerate(digits)) % 11


def test_id_numbers_are_right_but_for_a_few() -> None:
    numbers = [w.id_number for w in of(Woman) if w.id_number]
    right = [n for n in numbers if len(n) == 18 and weighted_sum(n) == 1]
    assert 0.97 < len(right) / len(numbers) < 1
    for woman in of(Woman):
        if woman.id_number in right:
            assert woman.id_number[6:14] == woman.birth_date.replace("-", "")
            assert int(woman.id_number[16]) % 2 == 0
        if woman.spouse_id_number:
            assert weighted_sum(woman.spouse_id_number) == 1
            assert int(woman.spouse_id_number[16]) % 2 == 1


def test_mothers_were_between_14_and_50_and_had_nine_months_for_each() -> None:
    women = {w.id: w for w in of(Woman)}
    for mother, children in about(Child).items():
        days = sorted({first(c.birth_date) for c in children})
        for day in days:
            assert 14 * 365 < (day - first(women[mother].birth_date)).days < 50 * 366
        for earlier, later in pairwise(days):
            assert (later - earlier).days > 270
        assert [c.birth_order for c in children if c.birth_order] == [
            n + 1 for n in range(sum(c.born == "live" for c in children))
        ]


def test_children_and_deliveries_tell_the_same_story() -> None:
    deliveries = {d.id: d for d in of(Delivery)}
    pregnancies = {p.id: p for p in of(Pregnancy)}
    born = defaultdict(list)
    for child in of(Child):
        if child.delivery:
            assert deliveries[child.delivery].date == child.birth_date
            assert deliveries[child.delivery].subject == child.subject
            born[child.delivery].append(child)
    for delivery in deliveries.values():
        assert len(born[delivery.id]) == born[delivery.id][0].plurality
        assert delivery.discharge_date >= delivery.date
        pregnancy = pregnancies[delivery.pregnancy]
        assert pregnancy.outcome_date == delivery.date
        assert 230 < (first(delivery.date) - first(pregnancy.lmp)).days < 300


def test_pregnancies_of_one_woman_do_not_overlap() -> None:
    for pregnancies in about(Pregnancy).values():
        spans = sorted((p.lmp, p.outcome_date or TODAY.isoformat()) for p in pregnancies)
        for (_, end), (start, _) in pairwise(spans):
            assert end < start
        assert sum(p.outcome is None for p in pregnancies) <= 1


def test_methods_follow_one_another_and_stop_before_a_wished_pregnancy() -> None:
    pregnancies = about(Pregnancy)
    for woman, uses in about(MethodUse).items():
        uses.sort(key=lambda u: first(u.start))
        for earlier, later in pairwise(uses):
            assert earlier.stop is not None, uses
            assert first(earlier.stop) <= first(later.start) + timedelta(days=31), uses
        for use in uses:
            assert use.stop is None or first(use.stop) >= first(use.start)
            if use.method != "none":
                for p in pregnancies[woman]:
                    inside = first(use.start) < first(p.lmp) and (use.stop is None or p.lmp < use.stop)
                    assert not inside, (use, p)


def test_a_reason_stands_only_where_no_method_is_used() -> None:
    assert all((u.method == "none") == (u.not_using_reason is not None) for u in of(MethodUse))


def test_marital_status_fits_her_age_and_her_husband() -> None:
    for woman in of(Woman):
        if woman.marital in (None, "10"):
            assert woman.first_marriage is None
            assert woman.spouse_name is None
        else:
            assert (first(woman.first_marriage) - first(woman.birth_date)).days > 18 * 365
            assert woman.marital_since is not None
    widowed_or_divorced = [w for w in of(Woman) if w.marital in ("30", "40")]
    assert all(w.spouse_name is None for w in widowed_or_divorced)


def test_visits_lie_in_the_time_of_what_they_are_about() -> None:
    uses = {u.id: u for u in of(MethodUse)}
    children = {c.id: c for c in of(Child)}
    pregnancies = {p.id: p for p in of(Pregnancy)}
    women = {w.id: w for w in of(Woman)}
    for visit in of(Visit):
        woman = women[visit.subject]
        assert (first(visit.date) - first(woman.birth_date)).days >= 18 * 365
        if woman.closed_date:
            assert visit.date <= woman.closed_date
        if visit.about in children:
            child = children[visit.about]
            assert visit.visit_kind in ("newborn", "child_health")
            assert child.birth_date < visit.date <= (child.ended_date or "9")
        elif visit.about in pregnancies:
            pregnancy = pregnancies[visit.about]
            assert visit.visit_kind.startswith("antenatal")
            assert pregnancy.lmp < visit.date <= (pregnancy.outcome_date or "9")
        elif visit.about:
            use = uses[visit.about]
            assert visit.date >= use.start
            assert use.stop is None or (first(visit.date) - first(use.stop)).days <= 45


def test_consents_are_dated_say_how_and_leave_one_statement_standing() -> None:
    states: Counter[tuple[str, str]] = Counter()
    for statements in about(Consent).values():
        for scope in SCOPES:
            assert len(standing(statements, scope)) <= 1
            states[scope, effective(statements, scope)] += 1
        assert all(s.how and s.date and (s.how != "oral" or s.witness) for s in statements)
    for state in ("given", "not_asked", "refused", "withdrawn"):
        assert states["county", state]
    assert states["county", "given"] > states["county", "refused"]


def test_who_refused_the_ledger_leaves_only_the_bare_fact() -> None:
    refused = {c.subject for c in of(Consent) if c.scope == "care" and c.state == "refused"}
    assert refused
    for record in village():
        if record.subject in refused:
            assert isinstance(record, Woman | Consent)
    for woman in of(Woman):
        if woman.id in refused:
            assert (woman.id_number, woman.birth_date, woman.phone, woman.marital) == (None, None, None, None)


def test_nothing_about_contraception_is_written_of_girls_under_18() -> None:
    girls = {w.id for w in of(Woman) if w.birth_date and first(w.birth_date) > date(2008, 11, 22)}
    assert girls
    assert not girls & {r.subject for r in village() if isinstance(r, MethodUse | Visit | Pregnancy)}


def test_the_mix_is_that_of_a_village() -> None:
    women = of(Woman)
    now = Counter(u.method for u in of(MethodUse) if u.stop is None)
    users = sum(n for method, n in now.items() if method != "none")
    assert 0.45 < users / len(women) < 0.75
    assert 0.35 < sum(n for m, n in now.items() if m.startswith("iud")) / users < 0.6
    assert {"condom", "implant", "female_sterilisation", "pill_combined", "injectable_3m"} <= set(now)
    ages = [(TODAY - first(w.birth_date)).days // 365 for w in women if w.birth_date]
    assert 0.85 < sum(15 <= a < 50 for a in ages) / len(ages) < 1
    assert min(ages) >= 13
    assert max(ages) < 62
    assert {g.group for g in of(Household)} == set(range(1, 13))
    assert 0.6 < sum(w.marital in ("20", "21", "22", "23") for w in women) / len(women) < 0.9


def test_the_awkward_facts_of_a_village_are_there() -> None:
    names = "".join(w.name for w in of(Woman))
    assert "·" in names
    assert any(ord(c) > 0xFFFF for c in names)
    assert any(w.family_unaware for w in of(Woman))
    assert any(w.birth_date and len(w.birth_date) < 10 for w in of(Woman))
    assert {e.event for e in of(LifeEvent)} >= {"marriage", "divorce"}
    assert {m.direction for m in of(Move)} == {"in", "out"}
    assert any(c.plurality == 2 for c in of(Child))


def test_daughters_of_the_house_are_the_children_their_mothers_have() -> None:
    children = {(c.name, c.birth_date) for c in of(Child)}
    homes = {w.household for w in of(Woman) if w.relation in ("12", "02")}
    grown = [w for w in of(Woman) if w.relation == "32" and w.household in homes]
    assert grown
    assert all((w.name, w.birth_date[:10]) in children for w in grown if len(w.birth_date) == 10)


def test_population_covers_the_last_24_months() -> None:
    months = [p.month for p in of(Population)]
    assert len(months) == 24
    assert months == sorted(set(months))
    assert months[-1] == "2026-10"
    assert all(p.residents <= p.registered for p in of(Population))


def test_the_unit_can_be_named() -> None:
    records = list(make_village(1, TODAY, women=3, unit_code="430981203999", unit_name="新村"))
    assert [(u.code, u.name) for u in records if isinstance(u, Unit)] == [("430981203999", "新村")]


def test_no_kind_is_unknown() -> None:
    assert {r.kind for r in village()} <= set(KINDS)


def test_the_checks_find_no_wall_and_hardly_a_question() -> None:
    mine: dict[str, list[Record]] = defaultdict(list)
    for record in village():
        mine[record.subject].append(record)
    questions = 0
    for records in mine.values():
        woman = next((r for r in records if isinstance(r, Woman)), None)
        story = story_of(woman, [r for r in records if r is not woman]) if woman else None
        for record in records:
            found = check(record, TODAY, story=story)
            assert not [f for f in found if f.wall], record
            questions += len(found)
    assert 0 < questions < len(village()) / 200


def test_a_visit_holds_only_what_its_form_asks_for() -> None:
    for visit in of(Visit):
        asked = {a.name for a in form_of(visit.visit_kind)}
        filled = {n for n in KINDS["visit"].fields if getattr(visit, n) not in (None, False)}
        assert filled <= asked | set(COMMON), visit
        assert all(getattr(visit, a.name) is not None for a in form_of(visit.visit_kind) if a.required)


def test_girls_go_to_school() -> None:
    girls = [w for w in of(Woman) if w.birth_date and first(w.birth_date) > date(2008, 11, 23)]
    assert {w.occupation for w in girls} <= {"学生", None}
    assert {w.education for w in girls} <= {"70", "80", None}


def test_no_text_speaks_of_what_is_not_built() -> None:
    words = ("罚", "抚养费", "计划外", "超生", "政策", "指标", "补救", "党员", "群众", "逾期", "排名")
    for record in village():
        for name in KINDS[record.kind].fields:
            value = getattr(record, name)
            assert not (isinstance(value, str) and any(word in value for word in words)), record
