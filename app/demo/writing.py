"""From a made-up life to the records that a worker would have written about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.demo import occasions, people
from app.demo.dice import Dice
from app.demo.lists import lists
from app.demo.lives import YEAR, Birth, Life
from app.demo.methods import Episode
from app.demo.occasions import Occasion
from app.records import Child, Delivery, LifeEvent, MethodUse, Move, Pregnancy, Record
from app.records.timing import TERM_DAYS

KEPT = 8 * YEAR
"""How long the village has kept its ledger: of what lies further back only the bare facts were copied."""


@dataclass(slots=True)
class Told:
    """Records about one woman's care, and the occasions that follow from them."""

    records: list[Record]
    occasions: list[Occasion]


def iso(day: int) -> str:
    """The ISO date of an ordinal."""
    return date.fromordinal(day).isoformat()


def family(dice: Dice, woman: str, life: Life, surname: str, today: int) -> Told:
    """Children, deliveries and pregnancies."""
    told = Told([], [])
    order = 0
    for birth in life.births:
        delivery = _delivered(dice, woman, life, birth, today, told)
        for sex in birth.sexes:
            order += birth.live
            child = _child(dice, woman, birth, sex, order, delivery, surname, today)
            told.records.append(child)
            if delivery is not None and birth.live:
                told.occasions.extend(_of_child(child, birth, told))
    for loss in life.losses:
        if loss.day > today - KEPT:
            lost = _pregnancy(dice, woman, life, loss.lmp, loss.day)
            told.records.append(lost.with_values(outcome=loss.outcome, outcome_date=iso(loss.day)))
            told.occasions.extend(occasions.of_loss(loss, lost.id))
    if life.expecting is not None:
        now = _pregnancy(dice, woman, life, life.expecting, today)
        told.records.append(now)
        told.occasions.extend(occasions.of_pregnancy(life.expecting, None, now.id))
    return told


def _of_child(child: Child, birth: Birth, told: Told) -> Iterator[Occasion]:
    ended = None if child.ended_date is None else date.fromisoformat(child.ended_date).toordinal()
    discharged = next(r.discharge_date for r in reversed(told.records) if isinstance(r, Delivery))
    home = birth.day if discharged is None else date.fromisoformat(discharged).toordinal()
    return occasions.of_child(birth.day, ended, home, child.id)


def _delivered(dice: Dice, woman: str, life: Life, birth: Birth, today: int, told: Told) -> str | None:
    """The delivery with its pregnancy, where it fell into the time of the ledger; its id."""
    if birth.day < today - KEPT:
        return None
    pregnancy = _pregnancy(dice, woman, life, birth.lmp, birth.day)
    told.records.append(pregnancy.with_values(outcome="delivery", outcome_date=iso(birth.day)))
    told.occasions.extend(occasions.of_pregnancy(birth.lmp, birth.day, pregnancy.id))
    discharged = min(birth.day + (dice.between(4, 6) if birth.caesarean else dice.between(2, 4)), today)
    delivery = Delivery(
        id=dice.id(birth.day),
        subject=woman,
        date=iso(birth.day),
        pregnancy=pregnancy.id,
        place="hospital" if dice.chance(0.985) else "home",
        facility=dice.one(lists().places["facilities"]),
        mode="caesarean" if birth.caesarean else "vaginal",
        discharge_date=iso(discharged),
    )
    told.records.append(delivery)
    told.occasions.extend(occasions.of_birth(birth, discharged, delivery.id))
    return delivery.id


def _pregnancy(dice: Dice, woman: str, life: Life, lmp: int, until: int) -> Pregnancy:
    booked = lmp + dice.between(42, 110)
    scanned = lmp + dice.between(80, 95)
    births = [b for b in life.births if b.day < lmp]
    losses = [loss for loss in life.losses if loss.day < lmp]
    by_scan = scanned <= until and dice.chance(0.2)
    seen = booked <= until
    return Pregnancy(
        id=dice.id(min(booked, until)),
        subject=woman,
        lmp=iso(lmp),
        edd=iso(lmp + TERM_DAYS + (dice.between(-6, 6) if by_scan else 0)),
        edd_basis="ultrasound" if by_scan else "lmp",
        lmp_known="unsure" if by_scan else "certain",
        ultrasound_date=iso(scanned) if by_scan else None,
        booked_date=iso(booked) if seen else None,
        booked_weeks=(booked - lmp) // 7 if seen else None,
        grade=("green" if dice.chance(0.7) else "yellow") if seen else None,
        grade_date=iso(booked) if seen else None,
        grade_facility=dice.one(lists().places["facilities"]) if seen else None,
        gravidity=len(births) + len(losses) + 1,
        parity_vaginal=sum(not b.caesarean for b in births),
        parity_caesarean=sum(b.caesarean for b in births),
    )


def _child(
    dice: Dice, woman: str, birth: Birth, sex: str, order: int, delivery: str | None, surname: str, today: int
) -> Child:
    year = date.fromordinal(birth.day).year
    died = birth.live and dice.chance(0.003)
    ended = dice.between(birth.day + 1, min(today, birth.day + 2 * YEAR)) if died and birth.day < today else None
    named = birth.live and today - birth.day > 20
    return Child(
        id=dice.id(max(birth.day, today - KEPT)),
        subject=woman,
        birth_date=iso(birth.day),
        sex=sex,
        name=people.childs_name(dice, surname, sex, year) if named else None,
        birth_order=order if birth.live else None,
        plurality=len(birth.sexes),
        delivery=delivery,
        born="live" if birth.live else "stillbirth",
        gestation_weeks=(birth.day - birth.lmp) // 7 if delivery else None,
        birth_weight_g=(2350 if len(birth.sexes) > 1 else 2850) + 10 * dice.between(0, 90) if delivery else None,
        ended="died" if ended is not None else None,
        ended_date=iso(ended) if ended is not None else None,
    )


def methods(dice: Dice, woman: str, episodes: list[Episode], today: int) -> Told:
    """Her methods with what was talked about, and the follow-ups they bring."""
    told = Told([], [])
    since = today - KEPT
    for episode in episodes:
        record = _method_use(dice, woman, episode, today)
        episode.record = record.id
        told.records.append(record)
        told.occasions.extend(occasions.of_method(episode, since, today))
    return told


def _method_use(dice: Dice, woman: str, episode: Episode, today: int) -> MethodUse:
    recent = episode.start > today - KEPT
    using = episode.method != "none"
    counselled = recent and using and dice.chance(0.85)
    wish = (episode.method if dice.chance(0.88) else "condom") if counselled else None
    return MethodUse(
        id=dice.id(max(episode.start, today - KEPT)),
        subject=woman,
        method=episode.method,
        start=iso(episode.start) if recent or dice.chance(0.8) else iso(episode.start)[:7],
        product=episode.product if recent else None,
        expiry=None if episode.expiry is None else iso(episode.expiry),
        facility=dice.one(lists().places["facilities"]) if episode.at_facility else None,
        counselled=counselled,
        agreed=("at_facility" if episode.at_facility else "oral") if counselled else None,
        wish=wish,
        chosen_by="her" if counselled else None,
        not_using_reason=episode.reason,
        stop=None if episode.stop is None else iso(episode.stop),
        stop_reason=episode.stop_reason,
    )


def events(dice: Dice, woman: str, life: Life, today: int) -> Iterator[Record]:
    """Marriages and partings of the last years."""
    for wedding in (life.first_married, life.remarried):
        if wedding is not None and wedding > today - 3 * YEAR:
            yield _event(dice, woman, "marriage", wedding, "certificate")
    if life.parted is not None and life.parted > today - 5 * YEAR:
        kind = "widowhood" if life.marital == "30" else "divorce"
        yield _event(dice, woman, kind, life.parted, "certificate" if kind == "divorce" else "family")


def _event(dice: Dice, woman: str, kind: str, day: int, evidence: str) -> LifeEvent:
    return LifeEvent(id=dice.id(day), subject=woman, event=kind, date=iso(day), evidence=evidence)


def moved(dice: Dice, woman: str, direction: str, day: int, reason: str) -> Move:
    """A move in or out, with no more than the county she came from or went to."""
    places = lists().places["moved_to" if direction == "out" else "moved_from"]
    return Move(
        id=dice.id(day),
        subject=woman,
        direction=direction,
        date=iso(day),
        reason=reason,
        county_place=dice.one(places),
    )


def died(dice: Dice, woman: str, day: int) -> LifeEvent:
    """Her death."""
    return _event(dice, woman, "death", day, "certificate")
