"""What can be added to her story: which form asks for it, and which writes follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.actions import Verb, births, handover, made, methods, women
from app.people import children_of, running
from app.records import BenefitCase, HandOver, Household, Record, Request, Screening, Value
from app.records.story import Story
from app.records.writes import Add, Write
from storage.ids import new_id
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.woman import shapes
from ui.desktop.pages.woman.words import child_name
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import code_choices
from ui.text import tr
from ui.value_words import label

Writing = Callable[[FormPanel, Story, date], Sequence[Write]]

METHOD = (
    "wish", "method", "start", "chosen_by", "agreed", "explained", "product", "expiry", "facility", "not_using_reason",
)  # fmt: skip
METHOD_MORE = ("provider", "counselled", "side_effects", "note")
PREGNANCY = ("lmp_known", "lmp", "lmp_stated", "ultrasound_date", "edd", "edd_basis", "booked_date")
PREGNANCY_MORE = (
    "booked_weeks", "fetuses", "gravidity", "parity_vaginal", "parity_caesarean", "history", "grade", "grade_date",
    "grade_facility", "intention",
)  # fmt: skip
DELIVERY = ("date", "place", "facility", "mode", "discharge_date")
DELIVERY_MORE = ("complications",)
BORN = ("born", "sex", "name", "birth_weight_g", "gestation_weeks", "certificate")
CHILD = ("relation", "sex", "name", "birth_date", "joined_date")
CHILD_MORE = ("birth_order", "birth_weight_g", "gestation_weeks", "born", "certificate", "ended", "ended_date", "note")
MOVE = ("date", "reason", "county_place", "safe_contact")
EVENT = ("date", "evidence")
SCREENING = ("screen", "test", "date", "facility", "result")
SCREENING_MORE = ("referral_facility", "closed_date", "note")
REQUEST = ("asked", "date", "what")
BENEFIT = ("scheme", "scheme_name", "applicant", "date", "basis")
HOME = ("number", "head", "group", "door")


@dataclass(frozen=True, slots=True)
class Addition:
    """One form: its title, its parts, the verb in history, and what follows from it."""

    title: str
    parts: tuple[Part, ...]
    verb: str
    writes: Writing
    note: str = ""
    grow: Callable[[int], Part] | None = None
    kind: str = ""
    extra: Mapping[str, Value] = field(default_factory=dict)
    """``kind`` and ``extra``: what a record for checking is made of beside the form's fields; no kind, no questions."""
    shape: Callable[[FormPanel], None] | None = None
    """Shows only the fields that matter for what is chosen so far."""


def addition(offer: str, story: Story, today: date, homes: Sequence[Household] = ()) -> Addition:
    """The form for one of ``app.offers.offers``; which one of several is named after a colon (``method_stop:<id>``).

    ``homes``: the households she may belong to, for the offer that chooses one.
    """
    name, _, which = offer.partition(":")
    if name in ("method_start", "method_beside"):
        return _method(name, today)
    if name == "method_stop":
        return _stopping(which, story, today)
    if name == "household":
        return _household(story, homes)
    if name == "child_gone":
        return _child_gone(which, story, today)
    made_simply = _SIMPLE.get(name)
    return made_simply(name, today) if made_simply else _event(name, today)


def _title(name: str) -> str:
    return tr(f"woman.add.{name}")


def _method(name: str, today: date) -> Addition:
    parts = (
        Part("main", "method_use", METHOD, {"start": today.isoformat()}, choices=explainable()),
        Part("more", "method_use", METHOD_MORE, more=True),
    )

    def writes(panel: FormPanel, story: Story, today: date) -> Sequence[Write]:
        return methods.start(story, panel.values(), today=today, fresh=new_id, beside=name == "method_beside")

    return Addition(
        _title(name), parts, Verb.METHOD_START, writes, note=tr("woman.add.method.note"), kind="method_use",
        shape=shapes.method,
    )  # fmt: skip


def explainable() -> dict[str, tuple[Choice, ...]]:
    """The methods that can be explained to her: each by its kind, and not that there is none."""
    vague = ("none", "other", "iud_unspecified", "pill_or_injectable_unspecified")
    return {"explained": tuple(choice for choice in code_choices("method") if choice.key not in vague)}


def _stopping(which: str, story: Story, today: date) -> Addition:
    use = next(use for use in story.methods if use.id == which)
    names = ("stop", "stop_reason", "side_effects")
    part = Part("main", "method_use", names, {"stop": today.isoformat(), "side_effects": use.side_effects})

    def writes(panel: FormPanel, _story: Story, today: date) -> Sequence[Write]:
        values = panel.values()
        day, reason = values.pop("stop"), values.pop("stop_reason")
        return methods.stop(use, str(day or today.isoformat()), str(reason) if reason else None, values)

    title = tr("woman.add.stop", what=label("method", use.method))
    return Addition(title, (part,), Verb.METHOD_STOP, writes, note=tr("woman.add.stop.note"))


def _pregnancy(name: str, today: date) -> Addition:
    parts = (
        Part("main", "pregnancy", PREGNANCY, {"booked_date": today.isoformat()}),
        Part("more", "pregnancy", PREGNANCY_MORE, more=True),
    )
    return Addition(
        _title(name), parts, Verb.PREGNANCY,
        lambda panel, story, _: births.begin_pregnancy(story, panel.values(), fresh=new_id),
        note=tr("woman.add.pregnancy.note"), kind="pregnancy", shape=shapes.Pregnancy(today),
    )  # fmt: skip


def _delivery(name: str, _today: date) -> Addition:
    parts = (Part("main", "delivery", DELIVERY), born(1), Part("more", "delivery", DELIVERY_MORE, more=True))
    return Addition(
        _title(name), parts, Verb.DELIVERY, _delivered, note=tr("woman.add.delivery.note"), grow=born, kind="delivery",
        shape=shapes.born,
    )  # fmt: skip


def born(number: int) -> Part:
    """The part of one child of a delivery. A further one is asked for by how many parts there are already."""
    place = number if number == 1 else number - 1  # beside the children stand the delivery and what is more of it
    title = tr("woman.born") if place == 1 else tr("woman.born.again")
    return Part(f"child{place}", "child", BORN, {"born": "live"}, title=title, choices=sexes())


def _delivered(panel: FormPanel, story: Story, _today: date) -> Sequence[Write]:
    children = [_known(panel.values(key)) for key in panel.part_keys() if key.startswith("child")]
    return births.deliver(story, panel.values("main", "more"), children, fresh=new_id)


def _loss(name: str, _today: date) -> Addition:
    ends = tuple(c for c in code_choices("pregnancy_outcome") if c.key != "delivery")
    part = Part("main", "pregnancy", ("outcome", "outcome_date"), choices={"outcome": ends})

    def writes(panel: FormPanel, story: Story, today: date) -> Sequence[Write]:
        values = panel.values()
        outcome, day = values["outcome"] or "not_said", values["outcome_date"] or today.isoformat()
        return births.end_pregnancy(story, str(outcome), str(day), fresh=new_id)

    return Addition(_title(name), (part,), Verb.LOSS, writes, note=tr("woman.add.loss.note"))


def _child(name: str, _today: date) -> Addition:
    parts = (
        Part("main", "child", CHILD, {"relation": "birth"}, choices=sexes()),
        Part("more", "child", CHILD_MORE, more=True),
    )
    return Addition(
        _title(name), parts, Verb.CHILD,
        lambda panel, story, _: births.add_child(story, _known(panel.values()), fresh=new_id),
        kind="child", shape=shapes.child,
    )  # fmt: skip


def _child_gone(which: str, story: Story, _today: date) -> Addition:
    child = next(child for child in story.children if child.id == which)
    part = Part("main", "child", ("ended", "ended_date"))

    def writes(panel: FormPanel, _story: Story, _today: date) -> Sequence[Write]:
        values = panel.values()
        day = values["ended_date"]
        return births.child_gone(child, str(values["ended"] or "left"), str(day) if day else None)

    title = tr("woman.add.gone", child=child_name(child))
    return Addition(title, (part,), Verb.CHILD_GONE, writes, note=tr("woman.add.child_gone.note"))


def _move(name: str, today: date) -> Addition:
    way = name.removeprefix("move_")
    return Addition(
        _title(name), (Part("main", "move", MOVE, {"date": today.isoformat()}),), Verb.MOVE,
        lambda panel, story, _: women.move(story, way, panel.values(), fresh=new_id),
        note=tr(f"woman.add.{name}.note"), kind="move", extra={"direction": way},
    )  # fmt: skip


def _marriage_away(name: str, today: date) -> Addition:
    parts = (
        Part("main", "life_event", EVENT, {"date": today.isoformat()}),
        Part("move", "move", ("county_place", "safe_contact")),
    )
    return Addition(
        _title(name), parts, Verb.LIFE_EVENT,
        lambda panel, story, _: women.marry_away(story, panel.values("main"), panel.values("move"), fresh=new_id),
        note=tr("woman.add.move_out.note"), kind="life_event", extra={"event": "marriage"},
    )  # fmt: skip


def _event(name: str, today: date) -> Addition:
    return Addition(
        _title(name), (Part("main", "life_event", EVENT, {"date": today.isoformat()}),), Verb.LIFE_EVENT,
        lambda panel, story, _: women.live(story, name, panel.values(), fresh=new_id),
        kind="life_event", extra={"event": name},
    )  # fmt: skip


def _close(name: str, today: date) -> Addition:
    reasons = tuple(c for c in code_choices("closed_reason") if c.key in ("moved_out", "died", "mistake"))
    part = Part(
        "main", "woman", ("closed_reason", "closed_date"), {"closed_date": today.isoformat()},
        choices={"closed_reason": reasons},
    )  # fmt: skip

    def writes(panel: FormPanel, story: Story, today: date) -> Sequence[Write]:
        values = panel.values()
        day = values["closed_date"] or today.isoformat()
        return women.close(story, str(values["closed_reason"] or "mistake"), str(day), fresh=new_id)

    return Addition(_title(name), (part,), Verb.CLOSE, writes, note=tr("woman.add.close.note"))


def _household(story: Story, homes: Sequence[Household]) -> Addition:
    known = tuple(Choice(home.id, home_words(home)) for home in homes)
    values = {"household": story.woman.household, "relation": story.woman.relation}
    parts = (
        Part("main", "woman", ("household", "relation"), values, choices={"household": known}),
        Part("home", "household", HOME, title=tr("woman.home.new"), more=True),
    )

    def writes(panel: FormPanel, story: Story, _today: date) -> Sequence[Write]:
        chosen = panel.values("main")
        new = panel.values("home")
        if any(value is not None for value in new.values()):  # what she filled in below is what she means
            chosen["household"] = None
        return women.choose_household(story.woman, chosen, new, homes, fresh=new_id)

    return Addition(_title("household"), parts, Verb.HOUSEHOLD_OF_HERS, writes, note=tr("woman.add.household.note"))


def home_words(home: Household) -> str:
    """A household as it is chosen: number, head, group and door."""
    place = tr("woman.home.group", n=home.group) if home.group is not None else ""
    words = " ".join(part for part in (home.number, home.head, f"{place}{home.door or ''}") if part)
    return words or tr("woman.home.unnamed")


def _thin(cls: type[Record], verb: Verb, first: tuple[str, ...], more: tuple[str, ...] = ()) -> _Simple:
    """A form whose record is added as it is filled in."""

    def build(name: str, today: date) -> Addition:
        parts = [Part("main", cls.kind, first, {"date": today.isoformat()})]
        if more:
            parts.append(Part("more", cls.kind, more, more=True))

        def writes(panel: FormPanel, story: Story, _today: date) -> Sequence[Write]:
            return (Add(made(cls, _known(panel.values()), fresh=new_id, subject=story.woman.id)),)

        return Addition(
            _title(name), tuple(parts), verb, writes, note=tr(f"woman.add.{name}.note"), kind=cls.kind
        )  # fmt: skip

    return build


def _hand_over(name: str, today: date) -> Addition:
    part = Part("main", HandOver.kind, ("how", "date"), {"date": today.isoformat()})

    def writes(panel: FormPanel, story: Story, today: date) -> Sequence[Write]:
        values = panel.values()
        return handover.ask(
            story, str(values["how"]), on=date.fromisoformat(str(values["date"] or today)), fresh=new_id
        )

    return Addition(_title(name), (part,), Verb.HAND_OVER, writes, note=tr("woman.add.hand_over.note"))


def sexes() -> dict[str, tuple[Choice, ...]]:
    """The sexes a birth is recorded with."""
    words = {choice.key: choice for choice in code_choices("sex")}
    return {"sex": tuple(words[key] for key in ("1", "2", "0"))}


def _known(values: Mapping[str, Value]) -> dict[str, Value]:
    """Fields with a standing value of their own, such as an unknown sex, are left to it while nobody filled them."""
    return {name: value for name, value in values.items() if value is not None}


_Simple = Callable[[str, date], Addition]
_SIMPLE: Mapping[str, _Simple] = {
    "pregnancy": _pregnancy,
    "delivery": _delivery,
    "loss": _loss,
    "child": _child,
    "move_in": _move,
    "move_out": _move,
    "marriage_away": _marriage_away,
    "close": _close,
    "screening": _thin(Screening, Verb.SCREENING, SCREENING, SCREENING_MORE),
    "hand_over": _hand_over,
    "request": _thin(Request, Verb.REQUEST, REQUEST),
    "benefit": _thin(BenefitCase, Verb.BENEFIT, BENEFIT),
}

_CHAPTER = {
    "visit": 0, "screening": 0, "counselling": 1, "method_stop": 1, "method_start": 1, "method_beside": 1,
    "pregnancy": 2, "delivery": 2, "loss": 2, "child": 2, "move_out": 3, "move_in": 3, "marriage": 3, "marriage_away": 3,
    "divorce": 3, "widowhood": 3, "household": 3, "child_gone": 3, "hand_over": 4, "request": 4, "benefit": 4,
}  # fmt: skip


def chapter(offer: str) -> int:
    """Which offers stand together in the menu."""
    return _CHAPTER.get(offer.partition(":")[0], 5)


def choices_now(offers: Sequence[str], story: Story, today: date) -> list[tuple[str, str]]:
    """The entries of the menu, with their words; each running method, and each child, for itself."""
    found = []
    for offer in offers:
        if offer == "method_stop":
            using = [use for use in running(story, today) if use.method != "none"]
            found += [
                (f"method_stop:{use.id}", tr("woman.add.stop", what=label("method", use.method))) for use in using
            ]
        elif offer == "child_gone":
            living = [child for child in children_of(story).recorded if not child.ended]
            found += [(f"child_gone:{child.id}", tr("woman.add.gone", child=child_name(child))) for child in living]
        else:
            found.append((offer, tr(f"woman.add.{offer}")))
    return found


__all__ = ["Addition", "addition", "chapter", "choices_now"]
