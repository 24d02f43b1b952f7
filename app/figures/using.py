"""Counts of methods: who uses what, what was begun and ended, and whether what she asked for is what she got.

- *Users*: of women 15–49 here at the period's end, those who, or whose husbands, use a method on its last day; a couple
  counts once under the more lasting method.
- *Married*: at the end of the period, not today: a marriage, divorce or widowhood recorded since is taken back in thought
  (``presence.is_married``).
- *New, stopped*: uses begun and uses ended in the period; a method stopped on the day it started is both.
- *Asked for*: uses begun in the period with the method she named before counselling; *honoured*: it is the one she uses.
- *Provided*: modern methods begun in the period; *documented*: with her agreement kept (signed, oral, at the facility).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.codes import code_list
from app.figures.facts import Facts
from app.figures.methods import NO_METHOD, categories, category_of
from app.figures.people import Count, Trace, ids
from app.figures.presence import is_married

_KEPT = frozenset({"signed", "oral", "at_facility"})


def users(facts: Facts) -> Trace:
    """The uses couples count under."""
    return tuple(use.id for use in facts.uses.values())


def _users_of(facts: Facts, *, category: str) -> Trace:
    return tuple(use.id for use in facts.uses.values() if category_of(use.method) == category)


def _modern(method: str) -> bool:
    return code_list("method").fact(method, "modern") is not False and method != NO_METHOD


def users_modern(facts: Facts) -> Trace:
    """Users of a modern method: all but fertility awareness and withdrawal."""
    return tuple(use.id for use in facts.uses.values() if _modern(use.method))


def married(facts: Facts) -> Trace:
    """Married women 15–49 at the end."""
    return tuple(s.woman.id for s in facts.aged if is_married(s, facts.period.last))


def married_users(facts: Facts) -> Trace:
    """Of these, users."""
    return tuple(woman for woman in married(facts) if woman in facts.uses)


def begun(facts: Facts) -> Trace:
    """Uses begun in the period, changes of method included."""
    return ids(facts.begun)


def stopped(facts: Facts) -> Trace:
    """Uses ended in the period."""
    return ids(
        m for s in facts.told for m in s.methods if m.method != NO_METHOD and facts.period.holds(m.stop)
    )  # fmt: skip


def asked_for(facts: Facts) -> Trace:
    """Uses begun where she had named a method."""
    return ids(m for m in facts.begun if m.wish and m.wish != NO_METHOD)


def honoured(facts: Facts) -> Trace:
    """Of these, where it is the one she uses."""
    return ids(m for m in facts.begun if m.wish == m.method)


def provided(facts: Facts) -> Trace:
    """Modern methods begun."""
    return ids(m for m in facts.begun if _modern(m.method))


def documented(facts: Facts) -> Trace:
    """Of these, with her agreement kept."""
    return ids(m for m in facts.begun if _modern(m.method) and m.agreed in _KEPT)


def not_long_acting(facts: Facts) -> Trace:
    """Women 15–49 not on a long-acting method at the end: whom supplies may be for."""
    lasting = code_list("method").where("long_acting", True)
    return tuple(
        s.woman.id for s in facts.aged if s.woman.id not in facts.uses or facts.uses[s.woman.id].method not in lasting
    )


def given_supplies(facts: Facts) -> Trace:
    """Of these, given supplies in the period."""
    given = {
        s.woman.id for s in facts.aged for m in s.supplies
        if m.retired is None and m.movement == "out" and facts.period.holds(m.date)
    }  # fmt: skip
    return tuple(woman for woman in not_long_acting(facts) if woman in given)


COUNTS: Mapping[str, Count] = {
    "users": users,
    **{f"users_{category}": partial(_users_of, category=category) for category in categories()},
    "users_modern": users_modern,
    "married_15_49": married,
    "married_users": married_users,
    "methods_new": begun,
    "methods_stopped": stopped,
    "methods_asked_for": asked_for,
    "methods_honoured": honoured,
    "methods_provided": provided,
    "methods_documented": documented,
    "women_not_long_acting": not_long_acting,
    "women_given_supplies": given_supplies,
}
