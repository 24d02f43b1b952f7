"""What is decided about each woman before anything is written: part, chance, or daughter of a neighbour."""

from __future__ import annotations

from datetime import date

from app.demo import people, staged
from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.demo.lives import YEAR, Life, course
from app.demo.methods import change, episodes
from app.demo.staged import Part
from app.demo.woman import Her, relation

_CARE = Urn({"given": 880, "not_asked": 112, "refused": 8})


def staged_woman(dice: Dice, part: Part, today: int) -> Her:
    """The woman of a part in ``resources/demo/today.toml``."""
    life = staged.life_of(dice, part, today)
    her = _named(dice, part.name, life, today, "12")
    her.episodes = staged.methods_of(part, life, today)
    her.ethnicity = "05" if "·" in part.name else "01"
    her.consents = part.consents
    her.family_unaware = part.family_unaware
    return her


def any_woman(dice: Dice, today: int, *, settled: bool) -> Her:
    """A woman by chance; ``settled``: grown up, in care and here."""
    youngest, oldest = (28, 40) if settled else dice.draw(lists().ages)
    born = today - int(dice.between(youngest, oldest) * 365.25) - dice.between(1, 364)
    return _met(dice, born, today, None, settled=settled)


def daughter(dice: Dice, name: str, born: int, today: int) -> Her:
    """A daughter of the house who is in the ledger herself."""
    her = _met(dice, born, today, name, settled=False)
    her.relation = "32"
    return her


def daughter_in_law(dice: Dice, mother: Her, today: int) -> Her:
    """A son's wife in the same house: her husband bears the family's name."""
    born = mother.life.born + int(dice.between(21, 26) * 365.25)
    her = _met(dice, born, today, None, settled=False)
    if her.life.together and her.spouse:
        her.spouse = mother.child_surname + her.spouse[-1]
        her.child_surname = mother.child_surname
        her.relation = "38"
    else:
        her.relation = "99"
    return her


def _met(dice: Dice, born: int, today: int, name: str | None, *, settled: bool) -> Her:
    until, closed = today, None
    if not settled and dice.chance(0.045):
        closed = "died" if dice.chance(0.03) else "moved_out"
        until = max(today - dice.between(10, 4 * YEAR), born + 16 * YEAR)
        closed = closed if until < today else None
        until = min(until, today)
    life = course(dice, born, until)
    year = date.fromordinal(born).year
    ethnicity = dice.draw(lists().ethnicity)
    if name is None and dice.chance(0.007):
        name, ethnicity = people.dotted_name(dice), "05"
    her = _named(dice, name or people.womans_name(dice, year), life, until, relation(dice, life))
    her.ethnicity = ethnicity
    her.closed = closed
    her.care = "given" if settled else dice.draw(_CARE)
    her.family_unaware = her.follows and dice.chance(0.012)
    if life.age(until) < 18:
        her.care = "not_asked"
        return her
    her.episodes = episodes(dice, life, until)
    if her.episodes and (tried := change(dice, her.episodes[-1], until)) and _fits(tried.start, her):
        her.episodes.insert(-1, tried)
    return her


def _fits(start: int, her: Her) -> bool:
    """Nothing else happened since ``start``: no birth, no pregnancy, no other method."""
    life = her.life
    before = [life.married or start + 1, *(b.day + 30 for b in life.births), *(s.day for s in life.losses)]
    before += [e.stop or e.start for e in her.episodes[:-1]]
    return start > max(before)


def _named(dice: Dice, name: str, life: Life, until: int, to_head: str) -> Her:
    year = date.fromordinal(life.born).year
    spouse = people.mans_name(dice, year - 2) if life.first_married is not None else None
    surname = people.family_of(spouse or name)
    return Her(name=name, life=life, until=until, relation=to_head, spouse=spouse, child_surname=surname)
