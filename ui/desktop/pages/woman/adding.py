"""What can be added to her story, and corrected in it: which form asks for it, and which writes follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.actions import Verb, births, methods, women
from app.people import running
from app.records import Child, Consent, Delivery, LifeEvent, MethodUse, Move, Pregnancy, Record, Response, Value, Visit
from app.records.story import Story
from app.records.visits import form_of
from app.records.writes import Edit, Write
from storage.ids import new_id
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.ledger.register import FIRST, MORE
from ui.desktop.pages.woman.words import label
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import code_choices
from ui.text import tr

Writing = Callable[[FormPanel, Story, date], Sequence[Write]]

METHOD = ("wish", "counselled", "method", "chosen_by", "start", "product", "expiry", "facility", "not_using_reason")
PREGNANCY = ("lmp", "edd", "edd_basis", "booked_date")
PREGNANCY_MORE = ("ultrasound_date", "gravidity", "parity_vaginal", "parity_caesarean")
DELIVERY = ("date", "place", "mode", "discharge_date")
BORN = ("sex", "name", "birth_weight_g", "born")
BORN_MORE = ("gestation_weeks", "certificate")
CHILD = ("sex", "name", "birth_date", "relation")
CHILD_MORE = ("birth_order", "birth_weight_g", "gestation_weeks", "born", "certificate", "ended", "ended_date")
MOVE = ("date", "reason", "county_place")
EVENT = ("date", "evidence")

HUSBANDS = frozenset({"spouse_name", "spouse_id_number", "spouse_phone"})


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


def addition(offer: str, story: Story, today: date) -> Addition:
    """The form for one of ``app.offers.offers``; a method to stop is named ``method_stop:<id>``."""
    name, _, which = offer.partition(":")
    day = today.isoformat()
    title = tr(f"woman.add.{name}")
    match name:
        case "method_start" | "method_beside":
            beside = name == "method_beside"
            return Addition(
                title, (Part("main", "method_use", METHOD, {"start": day}), Part("more", "method_use", ("note",), more=True)),
                Verb.METHOD_START,
                lambda panel, story, today: methods.start(
                    story, panel.values(), today=today, fresh=new_id, beside=beside
                ),
                note=tr("woman.add.method.note"), kind="method_use", shape=_method_shape,
            )  # fmt: skip
        case "method_stop":
            return _stopping(which, story, today)
        case "pregnancy":
            return Addition(
                title, (Part("main", "pregnancy", PREGNANCY, {"booked_date": day}), _more("pregnancy", PREGNANCY_MORE)),
                Verb.PREGNANCY, lambda panel, story, _: births.begin_pregnancy(story, panel.values(), fresh=new_id),
                kind="pregnancy",
            )  # fmt: skip
        case "delivery":
            return Addition(
                title, (Part("main", "delivery", DELIVERY), _born(1)), Verb.DELIVERY, _delivered, grow=_born,
                kind="delivery",
            )  # fmt: skip
        case "loss":
            ends = tuple(c for c in code_choices("pregnancy_outcome") if c.key != "delivery")
            part = Part("main", "pregnancy", ("outcome", "outcome_date"), choices={"outcome": ends})
            return Addition(title, (part,), Verb.LOSS, _lost, note=tr("woman.add.loss.note"))
        case "child":
            first = Part("main", "child", CHILD, {"relation": "birth"}, choices=_sexes())
            return Addition(
                title, (first, _more("child", CHILD_MORE)), Verb.CHILD,
                lambda panel, story, _: births.add_child(story, _known(panel.values()), fresh=new_id), kind="child",
            )  # fmt: skip
        case "move_in" | "move_out":
            way = name.removeprefix("move_")
            return Addition(
                title, (Part("main", "move", MOVE, {"date": day}),), Verb.MOVE,
                lambda panel, story, _: women.move(story, way, panel.values(), fresh=new_id),
                note=tr("woman.add.move.note"), kind="move", extra={"direction": way},
            )  # fmt: skip
        case "close":
            reasons = tuple(c for c in code_choices("closed_reason") if c.key in ("moved_out", "died", "mistake"))
            part = Part(
                "main",
                "woman",
                ("closed_reason", "closed_date"),
                {"closed_date": day},
                choices={"closed_reason": reasons},
            )
            return Addition(title, (part,), Verb.CLOSE, _closed, note=tr("woman.add.close.note"))
        case _:
            return Addition(
                title, (Part("main", "life_event", EVENT, {"date": day}),), Verb.LIFE_EVENT,
                lambda panel, story, _: women.live(story, name, panel.values(), fresh=new_id),
                kind="life_event", extra={"event": name},
            )  # fmt: skip


_CHAPTER = {
    "visit": 0, "method_stop": 1, "method_start": 1, "method_beside": 1, "pregnancy": 2, "delivery": 2, "loss": 2,
    "child": 2, "move_out": 3, "move_in": 3, "marriage": 3, "divorce": 3, "widowhood": 3,
}  # fmt: skip


def chapter(offer: str) -> int:
    """Which offers stand together in the menu."""
    return _CHAPTER.get(offer.partition(":")[0], 4)


def choices_now(offers: Sequence[str], story: Story, today: date) -> list[tuple[str, str]]:
    """The entries of the menu, with their words; each running method can be stopped for itself."""
    found = []
    for offer in offers:
        if offer == "method_stop":
            using = [use for use in running(story, today) if use.method != "none"]
            found += [
                (f"method_stop:{use.id}", tr("woman.add.stop", what=label("method", use.method))) for use in using
            ]
        else:
            found.append((offer, tr(f"woman.add.{offer}")))
    return found


def correction(record: Record) -> Addition | None:
    """The form that corrects an entry; None for what is never edited, only said anew (a consent, an answer)."""
    parts = _parts_of(record)
    if not parts:
        return None

    def writes(panel: FormPanel, _story: Story, _today: date) -> Sequence[Write]:
        changed = {name: value for name, value in panel.values().items() if value != getattr(record, name)}
        return (Edit(record.kind, record.id, changed),) if changed else ()

    return Addition(tr("woman.correct", what=tr(f"woman.tag.{record.kind}")), parts, Verb.EDIT, writes)


def editing(story: Story) -> Addition:
    """The form about herself."""
    woman = story.woman
    values = {name: getattr(woman, name) for name in (*FIRST, *MORE)}
    parts = (Part("main", "woman", FIRST, values), Part("more", "woman", MORE, values, more=True))
    return Addition(
        tr("woman.editing", name=woman.name), parts, Verb.EDIT,
        lambda panel, story, _: women.edit(story.woman, panel.values()),
    )  # fmt: skip


def _parts_of(record: Record) -> tuple[Part, ...]:
    names: tuple[str, ...]
    match record:
        case Visit():
            names = ("date", "place", *(asked.name for asked in form_of(record.visit_kind)))
        case MethodUse():
            names = (*METHOD[2:], "wish", "counselled", "stop", "stop_reason", "note")
        case Pregnancy():
            names = (*PREGNANCY, *PREGNANCY_MORE, "outcome", "outcome_date")
        case Delivery():
            names = DELIVERY
        case Child():
            names = (*CHILD, *CHILD_MORE)
        case Move():
            names = ("direction", *MOVE)
        case LifeEvent():
            names = ("event", *EVENT)
        case Consent() | Response() | _:
            return ()
    choices = _sexes() if isinstance(record, Child) and record.sex != "9" else None
    return (Part("main", record.kind, names, {name: getattr(record, name) for name in names}, choices=choices),)


def _more(kind: str, names: tuple[str, ...]) -> Part:
    return Part("more", kind, names, more=True)


def _born(number: int) -> Part:
    title = tr("woman.born") if number == 1 else tr("woman.born.again")
    return Part(f"child{number}", "child", (*BORN, *BORN_MORE), {"born": "live"}, title=title, choices=_sexes())


def _sexes() -> dict[str, tuple[Choice, ...]]:
    words = {choice.key: choice for choice in code_choices("sex")}
    return {"sex": tuple(words[key] for key in ("1", "2", "0"))}


def _known(values: Mapping[str, Value]) -> dict[str, Value]:
    """Fields with a standing value of their own, such as an unknown sex, are left to it while nobody filled them."""
    return {name: value for name, value in values.items() if value is not None}


def _delivered(panel: FormPanel, story: Story, _today: date) -> Sequence[Write]:
    children = [_known(panel.values(key)) for key in panel.part_keys() if key.startswith("child")]
    return births.deliver(story, panel.values("main"), children, fresh=new_id)


def _lost(panel: FormPanel, story: Story, today: date) -> Sequence[Write]:
    values = panel.values()
    outcome, day = values["outcome"] or "not_said", values["outcome_date"] or today.isoformat()
    return births.end_pregnancy(story, str(outcome), str(day), fresh=new_id)


def _closed(panel: FormPanel, story: Story, today: date) -> Sequence[Write]:
    values = panel.values()
    day = values["closed_date"] or today.isoformat()
    return women.close(story, str(values["closed_reason"] or "mistake"), str(day), fresh=new_id)


def _method_shape(panel: FormPanel) -> None:
    """Why nothing is used is asked only when nothing is; a product only when there is one."""
    form = panel.form()
    none = form.editor("method").value() == "none"
    form.row("not_using_reason").setVisible(none)
    for name in ("product", "expiry", "facility"):
        form.row(name).setVisible(not none)


def _stopping(which: str, story: Story, today: date) -> Addition:
    use = next(use for use in story.methods if use.id == which)
    part = Part("main", "method_use", ("stop", "stop_reason"), {"stop": today.isoformat()})

    def writes(panel: FormPanel, _story: Story, today: date) -> Sequence[Write]:
        values = panel.values()
        reason = values["stop_reason"]
        return methods.stop(use, str(values["stop"] or today.isoformat()), str(reason) if reason else None)

    title = tr("woman.add.stop", what=label("method", use.method))
    return Addition(title, (part,), Verb.METHOD_STOP, writes, note=tr("woman.add.stop.note"))


__all__ = ["Addition", "addition", "choices_now", "correction", "editing"]
