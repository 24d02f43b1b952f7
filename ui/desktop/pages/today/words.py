"""How a follow-up is said on the list and in the panel. No Qt."""

from __future__ import annotations

from datetime import date

from app.followups.due import FollowUp
from app.followups.urgent import is_urgent
from app.records import Visit
from app.records.story import Story
from app.records.visits import form_of
from app.timeline import sensitive_fields
from app.today import Call, Entry, her_wish, place, standing
from ui.dates import say_short
from ui.desktop.pages.woman.words import field_words, followup_words
from ui.desktop.widgets.marks import Tag
from ui.text import tr
from ui.value_words import label

_TONES = {"past": "due", "today": "due", "days": "due", "week": "due", "done": "good"}
_SENSITIVE_VISIT = "post_abortion"


def tag_of(one: FollowUp, today: date) -> Tag:
    """The word for where it stands; only what would be lost with the days is red."""
    word = standing(one, today)
    day = one.until or (one.opens if word == "upcoming" else one.due)
    words = tr(f"today.standing.{word}", n=(one.due - today).days, day=say_short(day, today))
    return Tag(words, "late" if is_urgent(one, today) else _TONES.get(word, "plain"))


def contact_words(one: FollowUp) -> str:
    """The best way to reach her."""
    return tr(f"today.contact.{one.contact[0]}" if one.contact else "today.contact.none")


def call_words(call: Call) -> str:
    """What matters most, and how much else could be done on the same way."""
    words = followup_words(call.followup, opened=False)
    more = len(call.entries) - 1
    return tr("today.more", what=words, n=more) if more else words


def door_words(entry: Entry | Call) -> str:
    """Her door, without the group."""
    return place(entry.story)[1]


def group_words(group: int | None) -> str:
    """``2 组``, or that nobody wrote it down."""
    return tr("today.group", n=group) if group is not None else tr("today.no_group")


def place_words(story: Story) -> str:
    """``2 组　12号``."""
    group, door = place(story)
    return "　".join(words for words in (tr("today.group", n=group) if group is not None else "", door) if words)


def last_words(visit: Visit | None, today: date) -> str:
    """When she was last seen and what was found; of a visit that is sensitive as a whole only the day."""
    if visit is None:
        return tr("today.last.none")
    day = say_short(date.fromisoformat(visit.date), today)
    if visit.visit_kind == _SENSITIVE_VISIT:
        return tr("today.last", day=day, what=tr("service.health"))
    hidden = sensitive_fields(visit)
    found = [label("visit_kind", visit.visit_kind)]
    if visit.systolic and visit.diastolic:
        found.append(tr("today.pressure", high=visit.systolic, low=visit.diastolic))
    apart = {"systolic", "diastolic", "signed", "next_date", "advice", *hidden}
    found += [words for a in form_of(visit.visit_kind) if a.name not in apart and (words := field_words(visit, a.name))]
    return tr("today.last", day=day, what="　".join(found[:6]))


def wish_words(story: Story, today: date) -> str:
    """Her wish, as far as she told it."""
    wish = her_wish(story, today)
    if wish is None:
        return ""
    what, method = wish
    return tr("today.wish.change") if what == "change" else tr("today.wish.method", method=label("method", method))


def answer_words(one: FollowUp, today: date) -> str:
    """What she answered before, if anything."""
    if one.answer is None or one.answer == "no_more":
        return ""
    if one.answer == "postponed" and one.until:
        return tr("today.answered.postponed", day=say_short(one.until, today))
    return tr("today.answered", what=label("response_answer", one.answer))
