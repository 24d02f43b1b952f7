"""Counts of care around births, of children, before a pregnancy. Each live birth of the period counts once.

- *Booked early* 早孕建册: the booking and the first antenatal check both before 13 full weeks, by the dating of the
  pregnancy (``app.followups.life.dating``). A booking without a day counts by its weeks.
- *Five checks*: at least five antenatal visits of its pregnancy, those that name it and those dated within it.
- *Visited after birth* 产后访视: a home visit to the mother, about this birth or none, within 28 days of discharge (of the
  birth, where no discharge is known). The check of the 42nd day is none.
- *Newborn visited*: at least one newborn visit that names the child, or names none and lies in its first 42 days.
  A limit of days or weeks is kept only if it surely was, whatever the missing part of a date.
- *Children 0–6*: living children of women here, under 7 full years on the last day; *seen* in the period.
- *Planning a pregnancy*: women here who at some time of the period used no method because they hope for a child
  (the day that ended is no longer of it);
  *checked*: with a pre-pregnancy check in the twelve months up to the period's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.codes import code_list
from app.figures.facts import Birth, Facts
from app.figures.people import Count, Trace
from app.followups.life import dating
from app.records import Child, MethodUse, Visit
from app.records.story import Story
from app.values.dates import add_months, span, years_lived

EARLY = timedelta(weeks=13)
HOME_VISIT_DAYS = 28
NEWBORN_DAYS = 42
CHILD_YEARS = 7
CHECKS = 5


def _of(births: Iterable[Birth]) -> Trace:
    return tuple(b.child.id for b in births)


def checks_of(birth: Birth) -> tuple[Visit, ...]:
    """The antenatal visits of the pregnancy that ended with a birth, oldest first."""
    if birth.pregnancy is None:
        return ()
    begun, ended = span(dating(birth.pregnancy)), span(birth.child.birth_date)
    found = []
    for visit in birth.story.visits:
        if visit.retired is not None or not visit.visit_kind.startswith("antenatal"):
            continue
        inside = begun is not None and ended is not None and begun[0].isoformat() <= visit.date <= ended[1].isoformat()
        if visit.about == birth.pregnancy.id or (visit.about is None and inside):
            found.append(visit)
    return tuple(found)


def is_early(birth: Birth) -> bool:
    """Booked and first checked before 13 weeks."""
    pregnancy, checks = birth.pregnancy, checks_of(birth)
    begun = span(dating(pregnancy)) if pregnancy else None
    if pregnancy is None or begun is None or not checks:
        return False
    limit = begun[0] + EARLY
    booked = span(pregnancy.booked_date)
    in_time = booked[1] < limit if booked else pregnancy.booked_weeks is not None and pregnancy.booked_weeks < 13
    return in_time and date.fromisoformat(checks[0].date) < limit


def booked_early(facts: Facts) -> Trace:
    """Births booked and first checked before 13 weeks."""
    return _of(b for b in facts.births if is_early(b))


def checked_five_times(facts: Facts) -> Trace:
    """Births with at least five antenatal checks."""
    return _of(b for b in facts.births if len(checks_of(b)) >= CHECKS)


def born_in_a_facility(facts: Facts) -> Trace:
    """Births in a hospital or a township health centre: every place the list calls a facility."""
    facilities = code_list("delivery_place").where("facility", True)
    return _of(b for b in facts.births if b.delivery is not None and b.delivery.place in facilities)


def mother_visited(facts: Facts) -> Trace:
    """Births whose mother was visited within 28 days of discharge."""
    return _of(b for b in facts.births if _mother_was_visited(b))


def _mother_was_visited(birth: Birth) -> bool:
    stated = (birth.delivery.discharge_date or birth.delivery.date) if birth.delivery else birth.child.birth_date
    begun, born = span(stated), span(birth.child.birth_date)
    if begun is None or born is None:
        return False
    last = begun[0] + timedelta(days=HOME_VISIT_DAYS)
    return any(
        v.visit_kind == "postpartum_home"
        and v.retired is None
        and born[0].isoformat() <= v.date <= last.isoformat()
        and v.about in (None, birth.delivery.id if birth.delivery else None)
        for v in birth.story.visits
    )


def newborn_visited(facts: Facts) -> Trace:
    """Births whose child was visited as a newborn."""
    return _of(b for b in facts.births if _newborn_was_visited(b))


def _newborn_was_visited(birth: Birth) -> bool:
    born = span(birth.child.birth_date)
    if born is None:
        return False
    last = (born[0] + timedelta(days=NEWBORN_DAYS)).isoformat()
    return any(
        v.visit_kind == "newborn"
        and v.retired is None
        and (v.about == birth.child.id or (v.about is None and born[0].isoformat() <= v.date <= last))
        for v in birth.story.visits
    )


def _young(facts: Facts) -> tuple[tuple[Child, Story], ...]:
    end = facts.period.last
    return tuple((c, s) for s in facts.here for c in s.children if _is_young(c, end))


def _is_young(child: Child, end: date) -> bool:
    born, came, ended = span(child.birth_date), span(child.joined_date), span(child.ended_date)
    if child.retired is not None or child.born != "live" or born is None or born[1] > end or (came and came[1] > end):
        return False
    if child.ended is not None and (ended is None or ended[1] <= end):
        return False
    return years_lived(born[0], end) < CHILD_YEARS


def children_young(facts: Facts) -> Trace:
    """Children 0–6."""
    return tuple(child.id for child, _ in _young(facts))


def children_seen(facts: Facts) -> Trace:
    """Of these, seen in the period."""
    seen = {
        v.about for s in facts.here for v in s.visits
        if v.retired is None and v.visit_kind in ("newborn", "child_health") and facts.period.holds(v.date)
    }  # fmt: skip
    return tuple(child.id for child, _ in _young(facts) if child.id in seen)


def planning(facts: Facts) -> Trace:
    """Women who hoped for a child in the period."""
    return tuple(s.woman.id for s in facts.here if any(_hopes(m, facts) for m in s.methods))


def _hopes(use: MethodUse, facts: Facts) -> bool:
    begun, over = span(use.start), span(use.stop)
    since = max(begun[0], facts.period.first) if begun else facts.period.first
    return (
        use.retired is None
        and use.not_using_reason == "wants_pregnancy"
        and since <= facts.period.last
        and (over is None or over[1] > since)
    )


def planning_checked(facts: Facts) -> Trace:
    """Of these, checked before the pregnancy."""
    first, last = add_months(facts.period.last, -12).isoformat(), facts.period.last.isoformat()
    hoping = set(planning(facts))
    return tuple(
        s.woman.id for s in facts.here
        if s.woman.id in hoping
        and any(
            v.visit_kind == "preconception" and v.retired is None and first < v.date <= last for v in s.visits
        )
    )  # fmt: skip


COUNTS: Mapping[str, Count] = {
    "births_booked_early": booked_early,
    "births_checked_five_times": checked_five_times,
    "births_in_facility": born_in_a_facility,
    "births_mother_visited": mother_visited,
    "births_newborn_visited": newborn_visited,
    "children_0_6": children_young,
    "children_seen": children_seen,
    "planning": planning,
    "planning_checked": planning_checked,
}
