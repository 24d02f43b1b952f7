"""Which methods a made-up woman has used, consistent with her births."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.demo.lives import YEAR, Life

_LASTS = {"iud_copper": 10 * YEAR, "iud_lng": 5 * YEAR, "implant": 3 * YEAR}
"""Product lives as on common labels; only to give the made-up products an expiry."""

_PRODUCTS = {"iud_copper": "T铜380A", "iud_lng": "左炔诺孕酮宫内节育系统", "implant": "依托孕烯植入剂"}
_SHORT = {"pill_combined", "pill_progestogen", "injectable_1m", "injectable_3m", "condom", "external"}
_CLINIC = {"female_sterilisation", "male_sterilisation", "iud_copper", "iud_lng", "iud_unspecified", "implant"}
_LASTING = ("female_sterilisation", "male_sterilisation")
_WHY_STOP = Urn({"side_effects": 3, "changed_method": 5, "other": 1})


@dataclass(slots=True)
class Episode:
    """One use of a method; days are ordinals. ``reason``: why none is used."""

    method: str
    start: int
    stop: int | None = None
    stop_reason: str | None = None
    reason: str | None = None
    record: str = ""

    @property
    def expiry(self) -> int | None:
        """The product's last day, where it has one."""
        life = _LASTS.get(self.method)
        return None if life is None else self.start + life

    @property
    def product(self) -> str | None:
        """What the packet says."""
        return _PRODUCTS.get(self.method)

    @property
    def at_facility(self) -> bool:
        """Whether it was begun in a hospital."""
        return self.method in _CLINIC


def episodes(dice: Dice, life: Life, today: int) -> list[Episode]:
    """Her methods, oldest first; the last one is current unless stopped."""
    if life.married is None:
        return _alone(dice, life, today)
    found = _between_births(dice, life, life.married)
    if life.expecting is not None:
        return [*found, Episode("none", min(life.expecting + 45, today), reason="pregnant")]
    if life.parted is not None and not life.together:
        return found
    last = max([life.married, life.remarried or 0, *(b.day for b in life.births), *(s.day for s in life.losses)])
    if life.births and today - last < dice.between(35, 70):
        return [*found, Episode("none", last + 1, reason="postpartum")]
    return [*found, *_current(dice, life, last, today)]


def _alone(dice: Dice, life: Life, today: int) -> list[Episode]:
    if life.age(today) < 22 or not dice.chance(0.12):
        return []
    return [Episode("condom" if dice.chance(0.8) else "pill_combined", today - dice.between(30, 700))]


def _between_births(dice: Dice, life: Life, married: int) -> list[Episode]:
    """Some methods used and given up before a pregnancy that was wished for."""
    begins = [married, *(b.day for b in life.births)]
    ends = [b.lmp for b in life.births]
    if life.expecting is not None:
        ends.append(life.expecting)
    found = []
    for number, (begin, end) in enumerate(zip(begins, ends, strict=False)):
        start, stop = begin + dice.between(45, 240), end - dice.between(0, 150)
        if stop - start < 60 or dice.chance(0.45) or _spoilt(life, start, stop):
            continue
        method = dice.draw(lists().methods[min(number, 1)])
        if method != "none":
            found.append(Episode(method, start, stop, "wants_pregnancy"))
    return found


def _spoilt(life: Life, start: int, stop: int) -> bool:
    """A loss in between would make it a method that failed; such stories are left to life."""
    return any(start <= loss.day and loss.lmp <= stop for loss in life.losses)


def _current(dice: Dice, life: Life, last: int, today: int) -> list[Episode]:
    method = dice.draw(lists().methods[min(len(life.births), 2)])
    start = min(last + dice.between(45, 420), today - dice.between(0, 20))
    if method in _LASTING and (life.age(start) < 27 or life.births == []):
        method = "condom"
    if method == "none":
        return [_none(dice, life, max(start, today - 3 * YEAR), today)]
    if method in _SHORT:
        start = max(start, today - dice.between(20, 5 * YEAR))
    if method in _LASTS and start + _LASTS[method] < today:
        return _renewed(dice, method, start, today)
    if life.age(today) > 51 and method.startswith("iud") and start + 30 <= today and dice.chance(0.6):
        return [Episode(method, start, dice.between(max(start + 30, today - 3 * YEAR), today), "menopause")]
    return [Episode(method, start)]


def _none(dice: Dice, life: Life, start: int, today: int) -> Episode:
    if life.age(today) > 46:
        return Episode("none", start, reason="no_need")
    reason = "wants_pregnancy" if len(life.births) < 2 and dice.chance(0.6) else None
    return Episode("none", start, reason=reason or dice.one(("declined", "no_need", "not_asked")))


def _renewed(dice: Dice, method: str, start: int, today: int) -> list[Episode]:
    """A product past its life was changed for a new one, perhaps more than once."""
    found = []
    life = _LASTS[method]
    while start + life < today:
        stop = start + life - dice.between(0, 90)
        found.append(Episode(method, start, stop, "renewed"))
        start = stop
    return [*found, Episode(method, start)]


def change(dice: Dice, episode: Episode, today: int) -> Episode | None:
    """Perhaps the method she tried for a while before this one; None for most."""
    if episode.method == "none" or episode.stop is not None or not dice.chance(0.15):
        return None
    start = episode.start - dice.between(40, 200)
    return Episode("condom", start, episode.start, dice.draw(_WHY_STOP)) if start < today else None
