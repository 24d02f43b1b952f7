"""Who she is: registering and editing her, where she lives, what changed in her life, closing her page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.actions import Fresh, Values, made
from app.records import Household, LifeEvent, Move, Value, Woman
from app.records.story import Story
from app.records.timing import surely_before
from app.records.writes import Add, Edit, Write, retire

_SPOUSE = {"spouse_name": None, "spouse_id_number": None, "spouse_phone": None}
_UNMARRIED, _FIRST, _AGAIN = "10", "21", "22"
_MARITAL_AFTER = {"divorce": "40", "widowhood": "30"}


def register(
    values: Values, *, household_number: str | None, households: Iterable[Household], fresh: Fresh
) -> Sequence[Write]:
    """A new woman, with her household found by its number or made. Her record is the last of the writes."""
    woman = fresh()
    home, writes = _home(household_number, values, households, fresh)
    return (*writes, Add(made(Woman, {**values, "household": home}, fresh=lambda: woman, subject=woman)))


def edit(woman: Woman, values: Values) -> Sequence[Write]:
    """Corrects or adds to what is known of her; nothing when nothing changed."""
    changed = {name: value for name, value in values.items() if getattr(woman, name) != value}
    return (Edit(Woman.kind, woman.id, changed),) if changed else ()


def _home(
    number: str | None, values: Values, households: Iterable[Household], fresh: Fresh
) -> tuple[str | None, tuple[Write, ...]]:
    wanted = (number or "").strip()
    if not wanted:
        return None, ()
    for home in households:
        if home.retired is None and home.number == wanted:
            return home.id, ()
    new = Household(id=fresh(), subject="", number=wanted)
    new = new.with_values(group=values.get("group"), door=values.get("door"))
    return new.id, (Add(new),)


def choose_household(
    woman: Woman, values: Values, home: Values, households: Iterable[Household], *, fresh: Fresh
) -> Sequence[Write]:
    """Her household (``values``: ``household``, ``relation``), or a new one from ``home`` (number, head, group, door).

    She lives at its door. A number that is there already is that household; while nothing of ``home`` is filled,
    ``values`` decide.
    """
    known = {h.id: h for h in households if h.retired is None}
    told = {name: value for name, value in home.items() if value not in (None, "")}
    chosen = known.get(str(values.get("household")))
    if told:
        chosen = next((h for _, h in sorted(known.items()) if h.number and h.number == told.get("number")), None)
    if told and chosen is None:
        chosen = made(Household, told, fresh=fresh, subject="")
    if chosen is None:
        return edit(woman, values)
    where = {name: value for name in ("group", "door") if (value := getattr(chosen, name)) is not None}
    new = () if chosen.id in known else (Add(chosen),)
    return (*new, *edit(woman, {**values, **where, "household": chosen.id}))


def move(story: Story, direction: str, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """She moved ``in`` or ``out``.

    Leaving closes her page, unless she has come back since; coming back opens a page that was closed because she left.
    """
    moved = made(Move, {**values, "direction": direction}, fresh=fresh, subject=story.woman.id)
    return (Add(moved), *_after_move(story, moved))


def _after_move(story: Story, moved: Move) -> Sequence[Write]:
    woman = story.woman
    if moved.direction == "in":
        left = woman.status == "closed" and woman.closed_reason == "moved_out"
        return reopen(woman) if left and not surely_before(moved.date, woman.closed_date) else ()
    back = any(m.direction == "in" and surely_before(moved.date, m.date) for m in story.moves)
    return () if back or woman.status == "closed" else _closed(woman, "moved_out", moved.date)


def marry_away(story: Story, event: Values, moved: Values, *, fresh: Fresh) -> Sequence[Write]:
    """She married and moved to her husband's place: the marriage, the move and the closed page are one step."""
    wedding = live(story, "marriage", event, fresh=fresh)
    values = {**moved, "date": event["date"], "reason": "marriage"}
    return _one_edit((*wedding, *move(story, "out", values, fresh=fresh)), story.woman)


def _one_edit(writes: Sequence[Write], woman: Woman) -> Sequence[Write]:
    """The same writes with everything about herself in one edit."""
    about_her: dict[str, Value] = {}
    others: list[Write] = []
    for write in writes:
        if isinstance(write, Edit) and write.id == woman.id:
            about_her |= write.values
        else:
            others.append(write)
    return (*others, Edit(Woman.kind, woman.id, about_her)) if about_her else tuple(others)


def live(story: Story, event: str, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """A marriage, divorce, widowhood or death.

    The first three bring the marital status that follows, unless something later is known; a death closes her page.
    """
    happened = made(LifeEvent, {**values, "event": event}, fresh=fresh, subject=story.woman.id)
    if event == "death":
        return (Add(happened), *_closed(story.woman, "died", happened.date))
    later = (story.woman.marital_since or "") > happened.date
    return (Add(happened), *(() if later else edit(story.woman, _status_after(story.woman, happened))))


def _status_after(woman: Woman, happened: LifeEvent) -> dict[str, Value]:
    if happened.event == "marriage":
        # 复婚 (23) cannot be told from 再婚 without asking; the worker corrects it on her page.
        first = woman.marital in (None, _UNMARRIED)
        return {
            "marital": _FIRST if first else _AGAIN,
            "marital_since": happened.date,
            **({"first_marriage": happened.date} if first and not woman.first_marriage else {}),
        }
    # Who is no longer her husband has no particulars in her record; history keeps what they were.
    return {"marital": _MARITAL_AFTER[happened.event], "marital_since": happened.date, **_SPOUSE}


def close(story: Story, reason: str, on: str, *, fresh: Fresh) -> Sequence[Write]:
    """Closes her page for a reason of ``closed_reason``, with the move or death it stands for where none is recorded."""
    woman = story.woman
    implied: tuple[Write, ...] = ()
    if reason == "died" and all(event.event != "death" for event in story.life_events):
        implied = (Add(LifeEvent(id=fresh(), subject=woman.id, event="death", date=on)),)
    elif reason == "moved_out" and (not story.moves or story.moves[-1].direction == "in"):
        implied = (Add(Move(id=fresh(), subject=woman.id, direction="out", date=on)),)
    return (*implied, *_closed(woman, reason, on))


def _closed(woman: Woman, reason: str, on: str) -> Sequence[Write]:
    return edit(woman, {"status": "closed", "closed_reason": reason, "closed_date": on})


def reopen(woman: Woman) -> Sequence[Write]:
    """Opens a closed page again; moves and events stay as they were recorded."""
    return edit(woman, {"status": "open", "closed_reason": None, "closed_date": None})


def take_back_move(story: Story, told: Move) -> Sequence[Write]:
    """A move recorded by mistake; the page it closed is open again."""
    return (retire(told, "mistake"), *_open_if(story.woman, "moved_out", told))


def take_back_event(story: Story, told: LifeEvent) -> Sequence[Write]:
    """A marriage, divorce or death recorded by mistake. What a death closed is open again; the status she corrects herself."""
    return (retire(told, "mistake"), *(_open_if(story.woman, "died", told) if told.event == "death" else ()))


def _open_if(woman: Woman, reason: str, told: Move | LifeEvent) -> Sequence[Write]:
    closed = (woman.status, woman.closed_reason, woman.closed_date) == ("closed", reason, told.date)
    return reopen(woman) if closed else ()
