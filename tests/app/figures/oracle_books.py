"""The oracle's counts of the cupboard and of the records themselves, and all its answers for a period."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from app.figures.period import Period
from app.records import MethodUse, SupplyMovement, Visit
from app.records.base import Record
from app.records.story import Story
from tests.app.figures.oracle import (
    CATEGORIES,
    GROUPS,
    HAPPENED,
    Books,
    Quotient,
    day_of,
    here,
    maybe_begun,
    possible,
    real,
    within,
)
from tests.app.figures.oracle_counts import of_care, of_followups, of_people, of_population, of_using

YEARS_OF_A_METHOD = {
    "female_sterilisation": Fraction(10), "male_sterilisation": Fraction(10), "iud_copper": Fraction("4.6"),
    "iud_unspecified": Fraction("4.6"), "iud_lng": Fraction("4.8"), "lam": Fraction("0.25"),
    "fertility_awareness": Fraction("1.5"),
}  # fmt: skip
YEARS_OF_AN_ARTICLE = {
    "condom": Fraction(1, 120), "pill_combined": Fraction(1, 15), "pill_progestogen": Fraction(1, 15),
    "emergency_pill": Fraction(1, 20),
}  # fmt: skip
YEARS_OF_AN_INJECTION = {
    "injectable_1m": Fraction(1, 13), "injectable_2m": Fraction(1, 6), "injectable_3m": Fraction(1, 4),
}  # fmt: skip
SIGNS = {"in": 1, "returned": 1, "found": 1, "out": -1, "loss": -1, "sent_back": -1}
WANTED = {
    "woman": ("birth_date", "id_number", "marital", "group", "residence"),
    "child": ("birth_date", "sex", "birth_weight_g", "delivery"),
    "delivery": ("place", "mode", "discharge_date"),
    "method_use": ("start", "facility"),
    "visit": ("place",),
    "move": ("reason", "county_place"),
}

IN_TIME = timedelta(days=30)


def _implant(use: MethodUse) -> Fraction:
    """By the years from its start to its product's expiry, to the nearest; three where nobody wrote that down."""
    lasts = 0
    if use.start and use.expiry:
        days = (possible(use.expiry)[-1] - possible(use.start)[0]).days
        lasts = min(range(50), key=lambda years: abs(days - years * 365.25))
    return {5: Fraction("3.8"), 4: Fraction("3.2")}.get(min(lasts, 5), Fraction("2.5"))


def _injected(story: Story, visit: Visit) -> MethodUse | None:
    """The use an injection was of: the one the visit is about; where it is about nothing, the last begun of those that
    may have run on that day, the one that ended with it too."""
    day = day_of(visit)
    for use in reversed(story.methods):
        may = (not use.start or maybe_begun(use.start, day)) and (not use.stop or possible(use.stop)[-1] >= day)
        if use.method in YEARS_OF_AN_INJECTION and (visit.about == use.id or (visit.about is None and may)):
            return use
    return None


def couple_years(books: Books, period: Period) -> Fraction:
    total = Fraction(0)
    for story in filter(real, books.stories):
        for use in story.methods:
            if within(use.start, period):
                total += _implant(use) if use.method == "implant" else YEARS_OF_A_METHOD.get(use.method, 0)
                total += YEARS_OF_AN_INJECTION.get(use.method, 0)
        for visit in story.visits:
            if visit.injection_given == "yes" and within(visit.date, period):
                used = _injected(story, visit)
                total += YEARS_OF_AN_INJECTION[used.method] if used and used.start != visit.date else 0
    items = {i.id: i for i in books.items}
    item_of = {b.id: items[b.item] for b in books.batches if b.item in items}
    for movement in books.movements:
        given = {"out": 1, "returned": -1}.get(movement.movement, 0)
        if within(movement.date, period) and movement.batch in item_of:
            item = item_of[movement.batch]
            total += given * movement.quantity * (item.holds or 1) * YEARS_OF_AN_ARTICLE.get(item.article, Fraction(0))
    return total


def stock_out_days(books: Books, period: Period) -> int:
    """For each item and day from its first arrival to today: was there anything in date at the day's end?"""
    missing = 0
    for item in books.items:
        batches = [b for b in books.batches if b.item == item.id]
        mine = [m for m in books.movements if m.batch in {b.id for b in batches}]
        came = [m.date for m in mine if SIGNS[m.movement] > 0]
        day = period.first
        while came and day <= min(period.last, books.today):
            good = [b for b in batches if b.expiry is None or day <= possible(b.expiry)[-1]]
            if day.isoformat() >= min(came):
                missing += not any(_left(mine, b.id, day) > 0 for b in good)
            day += timedelta(days=1)
    return missing


def _left(movements: list[SupplyMovement], batch: str, day: date) -> int:
    return sum(m.quantity * SIGNS[m.movement] for m in movements if m.batch == batch and m.date <= day.isoformat())


def _happened(books: Books, period: Period) -> Iterator[tuple[Record, str]]:
    """The records about an event of the period, with its date."""
    for s in filter(real, books.stories):
        for record in (*s.children, *s.deliveries, *s.methods, *s.visits, *s.moves):
            stated = getattr(record, HAPPENED[record.kind])
            if within(stated, period):
                yield record, stated


def of_books(books: Books, period: Period) -> dict[str, int]:
    events = list(_happened(books, period))
    wanted = [
        getattr(record, name)
        for record in [*(s.woman for s in books.stories if here(s, period.last)), *(r for r, _ in events)]
        for name in WANTED[record.kind]
    ]
    dated = [(r, stated) for r, stated in events if r.id in books.entered]
    checked = [i for i in books.sample_items if within(i.date, period) and i.found and i.found != "not_checked"]
    return {
        "stock_out_days": stock_out_days(books, period),
        "fields_wanted": len(wanted),
        "fields_filled": sum(value is not None for value in wanted),
        "records_dated": len(dated),
        "records_in_time": sum(
            date.fromisoformat(books.entered[r.id]) - possible(stated)[-1] <= IN_TIME for r, stated in dated
        ),
        "values_sampled": len(checked),
        "values_right": sum(i.found == "right" for i in checked),
    }


def counts(books: Books, period: Period) -> dict[str, int | None]:
    """Every count of a period."""
    return {
        **of_population(books, period),
        **of_people(books, period),
        **of_care(books, period),
        **of_using(books, period),
        **of_followups(books, period),
        **of_books(books, period),
    }


def rates(books: Books, period: Period, c: dict[str, int | None]) -> dict[str, Quotient]:
    """Numerator and denominator of every rate of a period."""
    opening, closing = c["residents_opening"], c["residents_closing"]
    middle = None if opening is None or closing is None else Fraction(opening + closing, 2)
    born, died = c["births"], c["deaths_all"]
    assert born is not None
    checks = [one for one in books.list_checks if within(one.date, period)]
    by_age = [(c[f"births_{a}_{b}"] or 0, c[f"women_{a}_{b}"] or 0) for a, b in GROUPS]
    asked = (c["followups_due"] or 0) - (c["followups_declined"] or 0) - (c["followups_not_reached"] or 0)
    return {
        "birth_rate": (born, middle),
        "death_rate": (died, middle),
        "natural_increase": (None if died is None else born - died, middle),
        "general_fertility": (born, c["women_middle"]),
        **{f"fertility_{a}_{b}": (c[f"births_{a}_{b}"], c[f"women_{a}_{b}"]) for a, b in GROUPS},
        "total_fertility": (
            None if any(w == 0 for _, w in by_age) else 5 * sum(Fraction(b, w) for b, w in by_age),
            1,
        ),
        "sex_ratio": (c["births_boys"], c["births_girls"]),
        "contraceptive_prevalence": (c["married_users"], c["married_15_49"]),
        "modern_prevalence": (c["users_modern"], c["women_15_49"]),
        **{f"share_{one}": (c[f"users_{one}"], c["users"]) for one in CATEGORIES},
        "followup_rate": (c["followups_done"], asked),
        "followup_timeliness": (c["followups_timely"], c["followups_done"]),
        "early_booking": (c["births_booked_early"], born),
        "antenatal_five": (c["births_checked_five_times"], born),
        "facility_births": (c["births_in_facility"], born),
        "postpartum_visits": (c["births_mother_visited"], born),
        "newborn_visits": (c["births_newborn_visited"], born),
        "child_health_management": (c["children_seen"], c["children_0_6"]),
        "preconception_coverage": (c["planning_checked"], c["planning"]),
        "choice_honoured": (c["methods_honoured"], c["methods_asked_for"]),
        "consent_documented": (c["methods_documented"], c["methods_provided"]),
        "supply_access": (c["women_given_supplies"], c["women_not_long_acting"]),
        "couple_years": (couple_years(books, period), 1),
        "completeness": (c["fields_filled"], c["fields_wanted"]),
        "timeliness": (c["records_in_time"], c["records_dated"]),
        "omissions": (sum(o.omitted for o in checks), sum(o.matched + o.differing + o.omitted for o in checks)),
        "accuracy": (c["values_right"], c["values_sampled"]),
    }
