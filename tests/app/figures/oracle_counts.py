"""The oracle's counts of people, of care, of methods and of follow-ups."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from app.figures.period import Period
from app.records import Population
from app.records.story import Story
from tests.app.figures.oracle import (
    CATEGORIES,
    CATEGORY,
    GROUPS,
    LONG_ACTING,
    TRADITIONAL,
    Books,
    Born,
    aged,
    antenatal,
    booked_early,
    couples_method,
    day_of,
    here,
    married,
    mother_visited,
    newborn_visited,
    real,
    runs,
    seen,
    within,
    young,
)


def of_people(books: Books, period: Period) -> dict[str, int]:
    """Who is here, and births, deaths, marriages and moves."""
    told = [s for s in books.stories if real(s)]
    middle = period.first + timedelta(days=((period.last - period.first).days + 1) // 2)
    there = [s for s in told if here(s, middle)]
    births = births_of(books, period)
    events = [e.event for s in told for e in s.life_events if within(e.date, period)]
    moves = [m.direction for s in told for m in s.moves if within(m.date, period)]
    women_died = sum(within(_died(s), period) for s in told)
    children_died = sum(
        c.born == "live" and c.ended == "died" and within(c.ended_date, period) for s in told for c in s.children
    )
    return {
        "women_15_49": len(women_of(books, period)),
        "women_middle": sum(aged(s.woman.birth_date, middle, 15, 49) for s in there),
        "births": len(births),
        "births_boys": sum(b.child.sex == "1" for b in births),
        "births_girls": sum(b.child.sex == "2" for b in births),
        "births_sex_unknown": sum(b.child.sex not in ("1", "2") for b in births),
        "deaths_women": women_died,
        "deaths_children": children_died,
        "deaths": women_died + children_died,
        "marriages": events.count("marriage"),
        "divorces": events.count("divorce"),
        "moves_in": moves.count("in"),
        "moves_out": moves.count("out"),
        **{f"women_{a}_{b}": sum(aged(s.woman.birth_date, middle, a, b) for s in there) for a, b in GROUPS},
        **{
            f"births_{a}_{b}": sum(aged(one.story.woman.birth_date, one.days[-1], a, b) for one in births)
            for a, b in GROUPS
        },
    }


def _died(story: Story) -> str | None:
    said = sorted(e.date for e in story.life_events if e.event == "death")
    closed = story.woman.status == "closed" and story.woman.closed_reason == "died"
    return said[0] if said else story.woman.closed_date if closed else None


def births_of(books: Books, period: Period) -> list[Born]:
    return [
        Born(c, s)
        for s in books.stories
        if real(s)
        for c in s.children
        if c.born == "live" and c.relation == "birth" and within(c.birth_date, period)
    ]


def women_of(books: Books, period: Period) -> list[Story]:
    """The women 15–49 every figure speaks of."""
    return [s for s in books.stories if here(s, period.last) and aged(s.woman.birth_date, period.last, 15, 49)]


def of_care(books: Books, period: Period) -> dict[str, int]:
    births = births_of(books, period)
    present = [s for s in books.stories if here(s, period.last)]
    children = [(s, c) for s in present for c in young(s, period.last)]
    days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    hoping = [
        s
        for s in present
        if any(
            u.method == "none" and u.not_using_reason == "wants_pregnancy" and any(runs(u, d) for d in days)
            for u in s.methods
        )
    ]
    next_day = period.last + timedelta(days=1)
    year_ago = date(next_day.year - 1, next_day.month, next_day.day)

    def facility(birth: Born) -> bool:
        return birth.delivery is not None and birth.delivery.place in ("hospital", "health_centre")

    def how_many(holds: Callable[[Born], bool]) -> int:
        return sum(map(holds, births))

    return {
        "births_booked_early": how_many(booked_early),
        "births_checked_five_times": how_many(lambda b: len(antenatal(b)) >= 5),
        "births_in_facility": how_many(facility),
        "births_mother_visited": how_many(mother_visited),
        "births_newborn_visited": how_many(newborn_visited),
        "children_0_6": len(children),
        "children_seen": sum(seen(s, c, period) for s, c in children),
        "planning": len(hoping),
        "planning_checked": sum(
            any(v.visit_kind == "preconception" and year_ago <= day_of(v) <= period.last for v in s.visits)
            for s in hoping
        ),
    }


def of_using(books: Books, period: Period) -> dict[str, int]:
    told = [s for s in books.stories if real(s)]
    women = women_of(books, period)
    method = {s.woman.id: couples_method(s, period.last) for s in women}
    used = [m for m in method.values() if m]
    uses = [u for s in told for u in s.methods if u.method != "none"]
    begun = [u for u in uses if within(u.start, period)]
    asked = [u for u in begun if u.wish not in (None, "none")]
    provided = [u for u in begun if u.method not in TRADITIONAL]
    couples = [s for s in women if married(s, period.last)]
    short = [s for s in women if method[s.woman.id] not in LONG_ACTING]
    return {
        "users": len(used),
        **{f"users_{c}": sum(CATEGORY.get(m, "other") == c for m in used) for c in CATEGORIES},
        "users_modern": sum(m not in TRADITIONAL for m in used),
        "married_15_49": len(couples),
        "married_users": sum(method[s.woman.id] is not None for s in couples),
        "methods_new": len(begun),
        "methods_stopped": sum(within(u.stop, period) for u in uses),
        "methods_asked_for": len(asked),
        "methods_honoured": sum(u.wish == u.method for u in asked),
        "methods_provided": len(provided),
        "methods_documented": sum(u.agreed in ("signed", "oral", "at_facility") for u in provided),
        "women_not_long_acting": len(short),
        "women_given_supplies": sum(
            any(m.movement == "out" and within(m.date, period) for m in s.supplies) for s in short
        ),
    }


def of_followups(books: Books, period: Period) -> dict[str, int]:
    """Those due in the period that still made sense then: all but those that lapsed for a better reason than time."""
    told = {s.woman.id for s in books.stories if real(s)}
    due = [
        f
        for f in books.followups
        if period.first <= f.due <= period.last
        and f.subject in told
        and not (f.state == "lapsed" and f.because != "window")
    ]
    done = [f for f in due if f.state == "done"]
    declined = [f for f in due if f.state == "declined"]
    rest = [f for f in due if f.state not in ("done", "declined")]
    missed = [f for f in rest if f.answer == "not_reached"]
    return {
        "followups_due": len(due),
        "followups_done": len(done),
        "followups_declined": len(declined),
        "followups_not_reached": len(missed),
        "followups_open": len(rest) - len(missed),
        "followups_timely": sum(f.done_on is not None and f.done_on <= f.due for f in done),
    }


def stated(populations: Iterable[Population], what: str, month: str) -> int | None:
    """What is said of a month; nothing where two sources differ."""
    said = {getattr(p, what) for p in populations if p.month == month} - {None}
    return said.pop() if len(said) == 1 else None


def of_population(books: Books, period: Period) -> dict[str, int | None]:
    before = (period.first - timedelta(days=1)).isoformat()[:7]
    months = sorted({(period.first + timedelta(days=n)).isoformat()[:7]
                     for n in range((period.last - period.first).days + 1)})  # fmt: skip
    deaths = [stated(books.populations, "deaths", month) for month in months]
    return {
        "residents_opening": stated(books.populations, "residents", before),
        "residents_closing": stated(books.populations, "residents", months[-1]),
        "registered_opening": stated(books.populations, "registered", before),
        "registered_closing": stated(books.populations, "registered", months[-1]),
        "deaths_all": None if None in deaths else sum(d or 0 for d in deaths),
    }
