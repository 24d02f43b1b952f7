"""One talk about methods: what is known and said so far. What she answers to the questions stays in it and is kept nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.codes import code_list
from app.counselling.criteria import Told, criteria
from app.counselling.facts import Method, in_a_hundred
from app.counselling.known import Known, known, surely_grown
from app.people import current_method
from app.records.story import Story
from ui.text import language, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

NONE = "none"


@dataclass(slots=True)
class Sitting:
    """``wish``: the method she asked for, ``""`` where she has none yet, None before she was asked.

    ``choice``: a method, ``none``, or None. ``answers``: to the questions, by their id.
    """

    story: Story
    today: date
    known: Known
    draft: str | None
    wish: str | None = None
    explained: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    asked: bool = False
    choice: str | None = None

    @property
    def young(self) -> bool:
        """Whether no question is put to her unless she has come to ask: under 18, or perhaps."""
        return not surely_grown(self.story, self.today)

    @property
    def using(self) -> str | None:
        """The method she uses now; ``none`` where that is noted."""
        use = current_method(self.story, self.today)
        return use.method if use is not None else None

    def told(self, method: str) -> Told:
        """What to say of a method for what she answered."""
        return criteria().told(method, self.answers)

    def kept(self) -> str | None:
        """What is put by until she comes back: never an answer to a question. None where there is nothing yet."""
        held = {"wish": self.wish, "explained": sorted(self.explained), "choice": self.choice}
        return json.dumps(held) if any(value for value in held.values()) else None

    def take_up(self) -> None:
        """Goes on with what was put by."""
        held = json.loads(self.draft) if self.draft else {}
        self.wish, self.choice = held.get("wish"), held.get("choice")
        self.explained = set(held.get("explained", ()))


def read_sitting(ledger: Ledger, woman: str, today: date) -> Sitting | None:
    """Her story and what was put by; None where she is not in the ledger."""
    story = ledger.story(woman)
    if story is None:
        return None
    facts = known(story, today)
    found = Sitting(story, today, facts, ledger.draft(draft_name(story.woman.id)), answers=dict(facts.answers))
    found.take_up()
    return found


def draft_name(woman: str) -> str:
    """Under which name it is put by; an erasure finds it by her id."""
    return f"counselling.{woman}"


def name_of(code: str) -> str:
    """The word for a method."""
    return tr("counselling.decide.none") if code == NONE else code_list("method").label(code, language())


def chance_words(method: Method) -> tuple[str, str]:
    """How many become pregnant as it is commonly used, and used as told every time; ``""`` where no number is known."""
    if method.typical is None:
        return tr("counselling.chance.none"), ""
    n = in_a_hundred(method.typical)
    said = tr("counselling.chance", n=n) if n else tr("counselling.chance.few")
    if method.code == "lam":
        said = tr("counselling.chance.half_year", n=n)
    if method.perfect is None:
        return said, ""
    best = in_a_hundred(method.perfect)
    return said, tr("counselling.perfect", n=best) if best else tr("counselling.perfect.few")


def advice_words(sitting: Sitting, method: str) -> str:
    """One sentence for what to say of a method. A sensitive answer is not named in it."""
    told = sitting.told(method)
    because = tr("counselling.because.and").join(tr(f"counselling.because.{q}") for q in told.because)
    key = f"counselling.advice.{told.advice}.note"
    if told.advice == "ask" and because:
        key = "counselling.advice.ask.because"
    return tr(key, method=name_of(method), because=because)
