"""Everything the ledger knows about one woman, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar, cast

from app.records.base import Record, kind_of
from app.records.care import Consent, Delivery, MethodUse, Pregnancy, Response, Screening
from app.records.exchange import HandOver
from app.records.office import BenefitCase, BenefitStep, Request
from app.records.people import Child, Household, LifeEvent, Move, Woman
from app.records.supplies import SupplyMovement
from app.records.visit import Visit

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One woman and the standing (not retired) records about her, each kind oldest first as far as dates are known.

    ``joined``: other entries that turned out to be she (``app.same_woman``); their records are among hers.
    ``articles``: what the village's batches of supplies are (a code of ``supply_article``), by the batch's id.
    """

    woman: Woman
    joined: tuple[Woman, ...] = ()
    household: Household | None = None
    consents: tuple[Consent, ...] = ()
    children: tuple[Child, ...] = ()
    pregnancies: tuple[Pregnancy, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    methods: tuple[MethodUse, ...] = ()
    visits: tuple[Visit, ...] = ()
    responses: tuple[Response, ...] = ()
    screenings: tuple[Screening, ...] = ()
    supplies: tuple[SupplyMovement, ...] = ()
    moves: tuple[Move, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    benefits: tuple[BenefitCase, ...] = ()
    benefit_steps: tuple[BenefitStep, ...] = ()
    requests: tuple[Request, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    articles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_DATES = ("date", "start", "birth_date", "lmp", "booked_date", "ultrasound_date", "outcome_date")


_ORDERS: dict[type[Record], Callable[[Record], tuple[str, str]]] = {}


def _in_order(cls: type[Record]) -> Callable[[Record], tuple[str, str]]:
    """What a kind is sorted by: the first of its dates that is known, then the id."""
    if cls not in _ORDERS:
        names = [name for name in _DATES if name in kind_of(cls).fields]

        def place(record: Record) -> tuple[str, str]:
            return next((day for name in names if isinstance(day := getattr(record, name), str)), ""), record.id

        _ORDERS[cls] = place
    return _ORDERS[cls]


def _only(records: Mapping[type[Record], list[Record]], cls: type[R]) -> tuple[R, ...]:
    return cast(tuple[R, ...], tuple(records.get(cls, ())))


def story_of(
    woman: Woman,
    records: Iterable[Record],
    household: Household | None = None,
    joined: Iterable[Woman] = (),
    articles: Mapping[str, str] = MappingProxyType({}),
) -> Story:
    """Sorts the records about one woman into her story; retired ones are left out."""
    standing: defaultdict[type[Record], list[Record]] = defaultdict(list)
    for record in records:
        if record.retired is None:
            standing[type(record)].append(record)
    for cls, mine in standing.items():
        if len(mine) > 1:
            mine.sort(key=_in_order(cls))
    return Story(
        woman=woman,
        joined=tuple(joined),
        household=household,
        consents=_only(standing, Consent),
        children=_only(standing, Child),
        pregnancies=_only(standing, Pregnancy),
        deliveries=_only(standing, Delivery),
        methods=_only(standing, MethodUse),
        visits=_only(standing, Visit),
        responses=_only(standing, Response),
        screenings=_only(standing, Screening),
        supplies=_only(standing, SupplyMovement),
        moves=_only(standing, Move),
        life_events=_only(standing, LifeEvent),
        benefits=_only(standing, BenefitCase),
        benefit_steps=_only(standing, BenefitStep),
        requests=_only(standing, Request),
        hand_overs=_only(standing, HandOver),
        articles=articles,
    )
