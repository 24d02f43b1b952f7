"""The women of ``resources/demo/today.toml``: lives arranged so that the demo's first page has something to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from app.demo.dice import Dice
from app.demo.lists import toml
from app.demo.lives import Birth, Life, Loss
from app.demo.methods import Episode
from app.records.timing import TERM_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One woman's part; days and years count back from today."""

    name: str
    age: int
    group: int
    door: str
    children: tuple[int, ...]
    method: str | None = None
    days: int = 0
    delivered: int | None = None
    expecting: int | None = None
    loss: int | None = None
    family_unaware: bool = False
    consents: dict[str, str] = field(default_factory=dict)


@cache
def parts() -> tuple[Part, ...]:
    """All parts in the order of the file."""
    return tuple(Part(**{**row, "children": tuple(row["children"])}) for row in toml("today.toml")["woman"])


def life_of(dice: Dice, part: Part, today: int) -> Life:
    """The life that leads to the day the part asks for."""
    born = today - int(part.age * 365.25) - dice.between(20, 300)
    oldest = max([*part.children, 1])
    married = max(born + int(20.3 * 365.25), today - int(oldest * 365.25) - dice.between(500, 900))
    life = Life(born, marital="21", married=married, first_married=married, open_today=True)
    for years in part.children:
        day = today - int(years * 365.25) - dice.between(0, 60)
        life.births.append(Birth(day, day - TERM_DAYS + dice.between(-6, 8), (dice.one("12"),)))
    if part.delivered is not None:
        day = today - part.delivered
        life.births.append(Birth(day, day - TERM_DAYS + 3, ("2",)))
    if part.loss is not None:
        life.losses.append(Loss(today - part.loss, today - part.loss - 52, "abortion"))
    if part.expecting is not None:
        life.expecting = today - part.expecting
    return life


def methods_of(part: Part, life: Life, today: int) -> list[Episode]:
    """Her method now, or why there is none."""
    if part.method is not None:
        return [Episode(part.method, today - part.days)]
    if life.expecting is not None:
        return [Episode("none", life.expecting + 45, reason="pregnant")]
    if part.delivered is not None:
        return [Episode("none", today - part.delivered + 1, reason="postpartum")]
    return []
