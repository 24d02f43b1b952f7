"""A made-up village of 420 women, and a handful of odd stories beside them, for counting twice."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

from app.demo.village import make_village
from app.records import (
    Child,
    Delivery,
    LifeEvent,
    ListCheck,
    MethodUse,
    Move,
    Population,
    Pregnancy,
    SampleItem,
    Screening,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.base import Record
from app.records.story import story_of
from tests.app.figures.oracle import HAPPENED, Books

TODAY = date(2026, 11, 22)
R = TypeVar("R", bound=Record)
Told = tuple[type[Record], dict[str, Any]]


def made_up_village() -> Books:
    """The village with everything odd in it, on its day."""
    records = [*make_village(7, TODAY, women=420), *odd_women(), *odd_shelf(), *stated(), *checked()]

    def all_of(cls: type[R]) -> list[R]:
        return [r for r in records if isinstance(r, cls)]

    about: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.subject and not isinstance(record, Woman):
            about[record.subject].append(record)
    return Books(
        stories=[story_of(woman, about[woman.id]) for woman in all_of(Woman)],
        today=TODAY,
        populations=all_of(Population),
        items=all_of(SupplyItem),
        batches=all_of(SupplyBatch),
        movements=all_of(SupplyMovement),
        list_checks=all_of(ListCheck),
        sample_items=all_of(SampleItem),
        entered=written_down(records),
    )


def written_down(records: list[Record]) -> dict[str, str]:
    """The day most records were written down: that of the event, a little later, or much later."""
    days = {}
    for number, record in enumerate(records):
        happened = getattr(record, HAPPENED.get(record.kind, "id"))
        if record.kind in HAPPENED and happened and number % 7:
            known = date.fromisoformat((happened + "-01-01")[:10])
            days[record.id] = (known + timedelta(days=(0, 1, 9, 29, 30, 31, 70)[number % 11 % 7])).isoformat()
    return days


def stated() -> Iterator[Population]:
    """Deaths of all residents from a second source for every month but two; two sources differ twice, and agree once."""
    said = [(f"{y}-{m:02d}", (y + m) % 3) for y in (2024, 2025, 2026) for m in range(1, 13)]
    for month, deaths in said:
        if month not in ("2024-11", "2026-10"):
            yield Population(id=f"deaths-{month}", subject="", month=month, deaths=deaths, source="卫生院")
    yield Population(id="differs-deaths", subject="", month="2024-12", deaths=9)
    yield Population(id="differs-people", subject="", month="2025-02", residents=7)
    yield Population(id="agrees", subject="", month="2026-08", deaths=said[31][1])


def checked() -> Iterator[Record]:
    """Lists compared and values looked at, some of them outside every month asked about."""
    for i, (day, sums) in enumerate([
        ("2025-03-31", (10, 2, 1, 3)), ("2025-03-01", (0, 0, 0, 1)), ("2026-02-28", (5, 0, 9, 0)),
        ("2026-10-01", (0, 0, 4, 0)), ("2026-11-22", (40, 1, 0, 2)), ("2020-01-01", (1, 1, 1, 1)),
    ]):  # fmt: skip
        matched, differing, only_here, omitted = sums
        yield ListCheck(id=f"list-{i}", subject="", about="births", date=day, matched=matched, differing=differing,
                        only_here=only_here, omitted=omitted)  # fmt: skip
    for i, one in enumerate(["right", "wrong", "missing", "not_checked", None, "right", "right"] * 5):
        looked = (date(2026, 1, 1) + timedelta(days=10 * i)).isoformat() if i % 6 else None
        yield SampleItem(id=f"sample-{i}", subject="", quarter="2026-Q1", about_kind="visit", record=f"r{i}",
                         field="place", found=one, date=looked)  # fmt: skip


def odd_shelf() -> Iterator[Record]:
    """An article with a batch below zero, one over and one that came late; one that never came; one of no batch."""
    yield SupplyItem(id="odd-pill", subject="", article="pill_progestogen", measure="box", holds=3)
    yield SupplyItem(id="odd-injection", subject="", article="injectable_3m", measure="piece")
    yield SupplyBatch(id="odd-a", subject="", item="odd-pill", number="A", expiry="2025-08")
    yield SupplyBatch(id="odd-b", subject="", item="odd-pill", number="B", expiry="2026-09-15")
    yield SupplyBatch(id="odd-c", subject="", item="odd-pill", number="C")
    yield SupplyBatch(id="odd-d", subject="", item="odd-injection", number="D", expiry="2027")
    for i, (batch, movement, quantity, day) in enumerate([
        ("odd-a", "in", 10, "2025-01-15"), ("odd-a", "out", 4, "2025-01-15"), ("odd-a", "out", 9, "2025-03-02"),
        ("odd-a", "found", 5, "2025-03-20"), ("odd-b", "in", 6, "2025-12-31"), ("odd-b", "out", 2, "2026-01-31"),
        ("odd-b", "returned", 1, "2026-02-01"), ("odd-b", "loss", 2, "2026-05-05"), ("odd-c", "in", 2, "2026-10-10"),
        ("odd-c", "sent_back", 2, "2026-11-20"), ("odd-d", "out", 1, "2026-06-06"),
    ]):  # fmt: skip
        yield SupplyMovement(
            id=f"odd-moved-{i}", subject="", batch=batch, movement=movement, quantity=quantity, date=day
        )


def odd_women() -> Iterator[Record]:
    """Stories as the awkward facts of a village make them, each of its own woman."""
    for number, (page, records) in enumerate(STORIES):
        own = f"odd{number}"
        yield Woman(id=own, subject=own, name="王丽", **{"birth_date": "1995-05-12", "marital": "21", **page})
        for i, (cls, fields) in enumerate(records):
            yield cls(**{"id": f"{own}-{i}", "subject": own, **fields})


def _checks(pregnancy: str | None, *days: str) -> list[Told]:
    return [(Visit, {"visit_kind": "antenatal", "about": pregnancy, "date": day}) for day in days]


def _visits(kind: str, about: str | None, *days: str) -> list[Told]:
    return [(Visit, {"visit_kind": kind, "about": about, "date": day}) for day in days]


def _children(*each: dict[str, Any]) -> list[Told]:
    return [(Child, one) for one in each]


def _uses(method: str, *spans: tuple[str | None, str | None], **more: Any) -> list[Told]:
    return [(MethodUse, {"method": method, "start": start, "stop": stop, **more}) for start, stop in spans]


# fmt: off
STORIES: list[tuple[dict[str, Any], list[Told]]] = [
    # twins of one delivery, booked on the last day of 12 weeks, checked five times, visited on the 28th and 42nd day
    ({}, [
        (Pregnancy, {"id": "tp", "lmp": "2025-01-01", "edd": "2025-10-08", "booked_date": "2025-04-01"}),
        *_checks("tp", "2025-04-01", "2025-05-06", "2025-06-03", "2025-07-01"), *_checks(None, "2025-09-20"),
        (Delivery, {"id": "td", "date": "2025-09-20", "pregnancy": "tp", "place": "hospital", "mode": "caesarean",
                    "discharge_date": "2025-09-26"}),
        (Child, {"id": "t1", "birth_date": "2025-09-20", "sex": "1", "delivery": "td", "plurality": 2}),
        (Child, {"id": "t2", "birth_date": "2025-09-20", "sex": "2", "delivery": "td", "plurality": 2}),
        *_visits("postpartum_home", None, "2025-10-24"), *_visits("newborn", None, "2025-11-01"),
        *_visits("child_health", "t1", "2025-12-20", "2026-03-20"),
    ]),
    # one twin stillborn; the other died at once; booked a day too late; visited a day too late
    ({}, [
        (Pregnancy, {"id": "sp", "lmp": "2025-01-01", "booked_date": "2025-04-02"}), *_checks("sp", "2025-03-01"),
        (Delivery, {"id": "sd", "date": "2025-09-01", "pregnancy": "sp", "place": "health_centre",
                    "discharge_date": "2025-09-02"}),
        (Child, {"birth_date": "2025-09-01", "sex": "1", "delivery": "sd", "born": "stillbirth"}),
        (Child, {"id": "s2", "birth_date": "2025-09-01", "sex": "1", "delivery": "sd", "ended": "died",
                 "ended_date": "2025-09-01"}),
        *_visits("postpartum_home", "sd", "2025-10-01"), *_visits("newborn", None, "2025-10-14"),
    ]),
    # ultrasound moves the dating by three weeks: early by it, late by what she said; at home; the 42nd day's check alone
    ({}, [
        (Pregnancy, {"id": "up", "lmp": "2025-06-01", "edd": "2026-03-29", "edd_basis": "ultrasound",
                     "ultrasound_date": "2025-09-10", "booked_date": "2025-09-15"}),
        *_checks("up", "2025-09-15"), (Delivery, {"id": "ud", "date": "2026-03-30", "pregnancy": "up", "place": "home"}),
        (Child, {"birth_date": "2026-03-30", "sex": "0", "delivery": "ud"}), *_visits("postpartum_42", "ud", "2026-04-20"),
    ]),
    # booked by its weeks only; no dating at all; a birth without a delivery; a delivery of no pregnancy
    ({}, [
        (Pregnancy, {"id": "wp", "lmp": "2025-08", "booked_weeks": 12}), *_checks("wp", "2025-10-15"),
        (Delivery, {"id": "wd", "date": "2026-05-31", "pregnancy": "wp", "place": "on_the_way"}),
        (Child, {"birth_date": "2026-05-31", "sex": "9", "delivery": "wd"}),
    ]),
    ({}, [
        (Pregnancy, {"id": "np", "booked_weeks": 8}), *_checks("np", "2025-02-01", "2025-02-02"),
        (Delivery, {"id": "nd", "date": "2025-07-04", "pregnancy": "np", "place": "other"}),
        (Child, {"birth_date": "2025-07-04", "sex": "2", "delivery": "nd"}),
        (Child, {"id": "n2", "birth_date": "2026-07-31", "sex": "1"}), *_visits("newborn", "nd", "2026-08-02"),
        *_visits("postpartum_home", None, "2026-08-28"),
        (Delivery, {"id": "nd3", "date": "2024-12-31", "place": "hospital"}),
        (Child, {"birth_date": "2024-12-31", "sex": "2", "delivery": "nd3"}), *_visits("postpartum_home", "nd", "2025-01-10"),
    ]),
    # booked early, first checked a day too late
    ({}, [
        (Pregnancy, {"id": "lp", "lmp": "2025-08-01", "booked_date": "2025-10-01"}), *_checks("lp", "2025-10-31"),
        (Delivery, {"id": "ld", "date": "2026-05-05", "pregnancy": "lp", "place": "hospital"}),
        (Child, {"birth_date": "2026-05-05", "sex": "2", "delivery": "ld"}),
    ]),
    # birth known to the month, to the year, not at all; her own birth known to the year, and the month
    ({"birth_date": "1999"}, [
        (Child, {"birth_date": "2026-02", "sex": "1"}), (Child, {"birth_date": "2025", "sex": "2"}), (Child, {"sex": "2"}),
        *_visits("newborn", None, "2026-03-20"),
    ]),
    ({"birth_date": "2006-04"}, [(Child, {"birth_date": "2026-04-15"}), (Child, {"birth_date": "2025-04-01", "sex": "1"})]),
    # adopted and stepchildren: no births; one came late, one on a day not known; one died
    ({}, [
        (Child, {"id": "a1", "birth_date": "2025-03-03", "relation": "adopted", "joined_date": "2026-01-10", "sex": "1"}),
        (Child, {"birth_date": "2026-01-05", "relation": "adopted", "joined_date": "2026", "sex": "2"}),
        (Child, {"birth_date": "2022-01-05", "relation": "step", "ended": "died", "ended_date": "2026-06"}),
        *_visits("child_health", "a1", "2025-12-31", "2026-01-31"),
    ]),
    # a page made by mistake, a double, with everything on them
    *[({"status": "closed", "closed_reason": reason, "closed_date": "2026-08-08"}, [
        (Child, {"birth_date": "2026-01-01", "ended": "died", "ended_date": "2026-02-01"}), (Move, {"direction": "in",
        "date": "2025-05-05"}), (LifeEvent, {"event": "marriage", "date": "2025-05-05"}),
        *_uses("implant", ("2025-05-06", "2026-05-06"), wish="implant", agreed="oral"),
        *_visits("injection", None, "2026-01-01"), (LifeEvent, {"event": "death", "date": "2026-08-08"}),
    ]) for reason in ("mistake", "merged")],
    # moved in, out, back in a month; in and out on one day; left on a day not known
    ({}, [(Move, {"direction": d, "date": day, "reason": "work"}) for d, day in [
        ("in", "2025-03-10"), ("out", "2025-09-30"), ("in", "2026-02")]]),
    ({}, [(Move, {"direction": d, "date": "2026-02-28"}) for d in ("in", "out")]),
    ({}, [(Move, {"direction": "out", "date": "2025"}), *_uses("condom", ("2024-01-01", None))]),
    ({"status": "closed", "closed_reason": "moved_out"}, [(Child, {"birth_date": "2025-10-31", "sex": "1"})]),
    ({"status": "closed", "closed_reason": "moved_out", "closed_date": "2026-06"}, _uses("iud_lng", ("2025-06", None))),
    ({"residence": "2"}, _uses("withdrawal", ("2025-01-31", None))),
    # died: said twice, by her page alone, to the month, to the year
    ({"status": "closed", "closed_reason": "died", "closed_date": "2026-04-02"},
     [(LifeEvent, {"event": "death", "date": "2026-04-01"}) for _ in range(2)]),
    ({"status": "closed", "closed_reason": "died", "closed_date": "2025-12-31"}, _uses("lam", ("2025-12-01", None))),
    ({}, [(LifeEvent, {"event": "death", "date": "2026-05"}), *_uses("male_sterilisation", ("2026-05-31", None))]),
    ({}, [(LifeEvent, {"event": "death", "date": "2025"}), (LifeEvent, {"event": "widowhood", "date": "2025-02-02"})]),
    # married, parted and married in one month; marital status not stated
    ({"marital": "23"}, [(LifeEvent, {"event": e, "date": day}) for e, day in [
        ("marriage", "2026-03-01"), ("divorce", "2026-03-15"), ("marriage", "2026-03-31"), ("divorce", "2025")]]),
    ({"marital": "40", "marital_since": "2026-06"}, [(LifeEvent, {"event": "marriage", "date": "2025-04-30"})]),
    ({"marital": "30", "marital_since": "2026-06-30"}, [(LifeEvent, {"event": "widowhood", "date": "2026-06-30"})]),
    ({"marital": "90", "id_number": "440524188001010014", "group": 3}, _uses("external", ("2026-09-30", None))),
    ({"marital": None, "birth_date": None}, _uses("condom", ("2026-09-30", None))),
    # stopped on the day it began; two methods at once; both; a start nobody knows; a stop known to the month
    ({}, [*_uses("pill_combined", ("2025-11-30", "2025-11-30"), wish="condom"), *_uses("emergency_pill", ("2025-11-30", None))]),
    ({}, [*_uses("condom", ("2025-02-01", None), wish="condom", agreed="signed"),
          *_uses("iud_copper", ("2025-06-30", "2026-06-30"), wish="implant", agreed="at_facility", facility="县医院"),
          *_uses("male_sterilisation", ("2026-06", None), agreed="not_recorded"), *_uses("other", (None, "2026-09"))]),
    ({"birth_date": "1976-10-31"}, _uses("female_sterilisation", ("2026-10-31", None), agreed="oral")),
    ({"birth_date": "1976-11-01"}, _uses("fertility_awareness", ("2026-01-01", None), wish="none")),
    # implants that last five years, all but a day, four, three, two, to a month; and nobody knows
    *[({}, _uses("implant", ("2025-10-15", None), expiry=expiry)) for expiry in (
        "2030-10-15", "2030-10-14", "2029-10-15", "2028-10-15", "2027-10-15", "2029-10", "2033-01-01", None)],
    # injections: the first also as a visit; named, not named, of another record, not given; a change on one day; after the end
    ({}, [*_uses("injectable_3m", ("2025-01-10", "2025-12-20")), *_uses("injectable_1m", ("2025-12-20", "2026-03")),
          (MethodUse, {"id": "i2", "method": "injectable_2m", "start": "2026-05-05"}), *_uses("condom", ("2025-01-01", None)),
          *[(Visit, {"visit_kind": "injection", "date": day, "about": about, "injection_given": given_})
            for day, about, given_ in [("2025-01-10", None, "yes"), ("2025-04-10", None, "yes"), ("2025-07-10", None, "no"),
            ("2025-12-20", None, "yes"), ("2026-01-17", None, "yes"), ("2026-03-20", None, "yes"), ("2026-04-20", None, "yes"),
            ("2026-05-05", "i2", "yes"), ("2026-07-01", "i2", "yes"), ("2026-08-01", "odd0", "yes")]]]),
    # hoping for a child: from the last day of a month; to the first of another; both on one day; checked a year before
    ({}, [*_uses("none", ("2025-08-31", "2025-12-01"), not_using_reason="wants_pregnancy"),
          *_visits("preconception", None, "2024-12-31")]),
    ({}, [*_uses("none", ("2026-02-02", "2026-02-02"), not_using_reason="wants_pregnancy")]),
    ({"birth_date": "1970-01-01"}, [*_uses("none", ("2026", "2026-10"), not_using_reason="wants_pregnancy"),
                                    *_visits("preconception", None, "2025-10-31", "2025-11-01")]),
    ({}, _uses("none", ("2025-01-01", None), not_using_reason="no_need")),
    # children: seven on a month's last day, of 29 February, left on a day nobody knows, moved with her
    ({}, [(Child, {"birth_date": "2019-01-31"}), (Child, {"birth_date": "2020-02-29"}), (Child, {"birth_date": "2019-03"}),
          (Child, {"birth_date": "2021-01-01", "ended": "left"}), (Child, {"birth_date": "2019"}),
          (Child, {"birth_date": "2021-01-01", "ended": "left", "ended_date": "2026-09"})]),
    ({"birth_date": "1996-02-29"}, [(Child, {"birth_date": "2026-02-28", "sex": "1", "ended": "died", "ended_date": "2026"}),
                                    (Child, {"birth_date": "2025-03-01", "sex": "2"})]),
    *[({"birth_date": born}, _children({"birth_date": "2026-10-15", "sex": "2"})) for born in (
        "2011-10-31", "2011-11-01", "2006-10-15", "2006-10-16", "1980-06-02", "1984-01-15")],
    # supplies: handed out, brought back, to somebody with an IUD; a screening
    ({}, [(SupplyMovement, {"batch": "odd-b", "movement": "out", "quantity": 1, "date": "2026-01-31"}),
          (SupplyMovement, {"batch": "nowhere", "movement": "out", "quantity": 1, "date": "2026-06-30"}),
          (SupplyMovement, {"batch": "odd-b", "movement": "returned", "quantity": 1, "date": "2026-04-04"}),
          (Screening, {"screen": "cervical", "date": "2026-01-05"})]),
    ({}, [*_uses("iud_unspecified", (None, "2026-02-01")),
          (SupplyMovement, {"batch": "odd-b", "movement": "out", "quantity": 1, "date": "2026-01-31"})]),
]
# fmt: on
