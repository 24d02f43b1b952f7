"""The course of a made-up life: marriage, births, losses, a pregnancy now. Days are ordinals (``date.toordinal``)."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.records.timing import TERM_DAYS

YEAR = 365

_FATES = Urn({"21": 84, "20": 5, "22": 4, "23": 0.6, "40": 4.5, "30": 1.6})


@dataclass(slots=True)
class Birth:
    """One delivery: its day, the last period before it, the children born (sex codes), ``live`` or not."""

    day: int
    lmp: int
    sexes: tuple[str, ...]
    live: bool = True
    caesarean: bool = False


@dataclass(slots=True)
class Loss:
    """A pregnancy that ended early."""

    day: int
    lmp: int
    outcome: str


@dataclass(slots=True)
class Life:
    """What happened to her, before anything is written down."""

    born: int
    marital: str = "10"
    married: int | None = None
    first_married: int | None = None
    parted: int | None = None
    remarried: int | None = None
    births: list[Birth] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    expecting: int | None = None
    """The last period before the pregnancy she is in now."""
    open_today: bool = False
    """Leave the follow-ups whose window is open today for the worker to do."""

    def age(self, day: int) -> float:
        """Her age in years, near enough for chance."""
        return (day - self.born) / 365.25

    @property
    def together(self) -> bool:
        """Whether she is married now."""
        return self.marital in ("20", "21", "22", "23")


def course(dice: Dice, born: int, today: int) -> Life:
    """A life up to ``today`` for a woman born on ``born``."""
    life = Life(born)
    _marry(dice, life, today)
    if life.married is not None:
        _bear(dice, life, life.married, today)
        _lose(dice, life, life.married, today)
        _expect(dice, life, today)
    return life


def birth_on(dice: Dice, day: int) -> Birth:
    """A delivery on a given day, nearly always of one child at term."""
    count = 2 if dice.chance(0.012) else 1
    early = dice.between(14, 35) if count == 2 or dice.chance(0.05) else dice.between(-8, 12)
    sexes = tuple("1" if dice.chance(0.515) else "2" for _ in range(count))
    return Birth(day, day - TERM_DAYS + early, sexes, live=not dice.chance(0.004), caesarean=dice.chance(0.4))


def _marry(dice: Dice, life: Life, today: int) -> None:
    day = life.born + int(20.2 * 365.25) + min(dice.between(0, 12 * YEAR), dice.between(0, 12 * YEAR))
    if day > today - 7 or dice.chance(0.035):
        return
    life.married = life.first_married = day
    life.marital = dice.draw(_FATES)
    years = (today - day) // YEAR
    if life.marital in ("22", "23", "30", "40"):
        if years < 5:
            life.marital = "21"
        else:
            life.parted = dice.between(day + 3 * YEAR, today - YEAR)
            if life.together:
                life.remarried = dice.between(life.parted + 200, today)


def _bear(dice: Dice, life: Life, married: int, today: int) -> None:
    wanted = dice.draw(lists().children_wanted)
    day = married + dice.between(200, 1200)
    until = min(today - 1, life.born + 43 * YEAR, life.parted or today)
    while len(life.births) < wanted and day <= until:
        birth = birth_on(dice, day)
        life.births.append(birth)
        day += dice.between(540, 2500)


def _lose(dice: Dice, life: Life, married: int, today: int) -> None:
    """Perhaps one loss, in a stretch between births wide enough for it."""
    if not dice.chance(0.16):
        return
    edges = [married, *(b.day for b in life.births)]
    lmps = [*(b.lmp for b in life.births), min(life.parted or today, life.born + 46 * YEAR)]
    spans = [(a + 250, b - 60) for a, b in zip(edges, lmps, strict=True) if b - a > 400]
    if not spans:
        return
    start, end = dice.one(spans)
    day = dice.between(start, end)
    lmp = day - dice.between(42, 75)
    life.losses.append(Loss(day, lmp, "miscarriage" if dice.chance(0.4) else "abortion"))


def _expect(dice: Dice, life: Life, today: int) -> None:
    recent = max([life.married or 0, *(b.day for b in life.births), *(s.day for s in life.losses)])
    if not life.together or not 20.5 < life.age(today) < 43 or len(life.births) >= 3 or life.parted:
        return
    lmp = today - dice.between(40, 262)
    if lmp - recent > 200 and dice.chance(0.13 if not life.births else 0.035):
        life.expecting = lmp
