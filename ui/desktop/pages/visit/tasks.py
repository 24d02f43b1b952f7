"""What is recorded on the page of a visit: a visit, a screening, what came of a referral. Each knows its form and writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.actions import Verb, made
from app.actions.visits import record_outcome, record_screening, record_visit
from app.codes import code_list
from app.danger import Sign, signs
from app.followups.due import TO_DO, followups
from app.followups.schedule import load_schedule
from app.people import weeks_on
from app.plausible import check_visit
from app.records import Child, Screening, Value, Visit
from app.records.checks import check
from app.records.findings import Finding
from app.records.writes import Add, Write
from app.supplies.stock import Stock
from app.visiting import (
    OF_CHILD,
    about_of,
    children_at,
    earlier_answers,
    left_out,
    next_meeting,
    settled,
    usual_facility,
    usual_place,
)
from storage.ids import new_id
from ui.dates import say_short
from ui.desktop.pages.visit.asked import OUTCOME, SCREENING, Asked, draft_name, rule_of, settles_words
from ui.desktop.pages.visit.form import VisitForm
from ui.desktop.pages.visit.head import about_words, child_words
from ui.desktop.pages.visit.outcome import OutcomeForm
from ui.desktop.pages.visit.screening import ScreeningForm
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.choice import Choice
from ui.text import language, tr
from ui.value_words import label


class Task:
    """One thing being recorded. ``verb``: its name in history; ``changed`` tells which field was typed into."""

    verb: str = Verb.VISIT
    form: VisitForm | ScreeningForm | OutcomeForm

    def __init__(self, asked: Asked, kind: str, today: date) -> None:
        self.asked, self.kind, self.today = asked, kind, today

    @property
    def draft(self) -> str:
        """Under which name it is kept until it is saved."""
        return draft_name(self.kind, self.asked.story.woman.id)

    def day(self) -> date:
        """The day it is about, as far as it can be read."""
        written = self.form.values().get("date")
        return date.fromisoformat(str(written)) if isinstance(written, str) and len(written) == 10 else self.today

    def about(self) -> str | None:
        """The record it follows up."""
        return None

    def about_words(self) -> str:
        """What stands above the form."""
        return ""

    def findings(self) -> tuple[Finding, ...]:
        """What the checks say."""
        return ()

    def dangers(self) -> tuple[Sign, ...]:
        """What asks for a doctor."""
        return ()

    def consider(self) -> str:
        """Says in the form what follows from what is typed; gives the words for what it settles."""
        self.form.say([f for f in self.findings() if not f.wall])
        return ""

    def writes(self, stock: Stock) -> Sequence[Write]:
        """What saving it writes."""
        raise NotImplementedError

    def said(self) -> str:
        """That it is saved."""
        return tr("visit.saved", name=self.asked.story.woman.name)

    def following(self) -> Choice | None:
        """Who else can be seen at once, with ``<kind>|<child>`` for its key; None when this was all."""
        return None


class VisitTask(Task):
    """A visit of one kind."""

    form: VisitForm

    def __init__(self, asked: Asked, kind: str, today: date) -> None:
        super().__init__(asked, kind, today)
        story = asked.story
        self._children = children_at(story, kind, today, load_schedule()) if kind in OF_CHILD else ()
        chosen = next((c.id for c in self._children if c.id == asked.about), None)
        self._about = chosen or (self._children[0].id if self._children else None)
        values: dict[str, Value] = {"date": today.isoformat(), "place": usual_place(story, today.isoformat())}
        self.form = VisitForm(
            kind, today, {**values, "about": self._about},
            earlier_answers(story, kind, today.isoformat(), self.about_on(today)),
            children=tuple(Choice(c.id, child_words(c, today)) for c in self._children),
            left_out=left_out(story, kind, today, self.about_on(today)), has_supplies=bool(asked.stock.items),
        )  # fmt: skip
        self.form.giving.show_stock(asked.stock, story, today, item=self._item())
        if kind == "supplies":
            self.form.show_giving()

    def _item(self) -> str | None:
        """What runs out, where that is what she is seen for."""
        one = self.asked.followup
        movement = next((m for m in self.asked.story.supplies if one is not None and m.id == one.about), None)
        item = self.asked.stock.item_of(movement) if movement is not None else None
        return item.id if item is not None else None

    @property
    def draft(self) -> str:
        """One for each child."""
        child = self.about() if self.kind in OF_CHILD else None
        return draft_name(self.kind, self.asked.story.woman.id, child)

    def remember(self) -> None:
        """Shows the earlier answers of whom it is about now."""
        day = self.today.isoformat()
        self.form.suggest(earlier_answers(self.asked.story, self.kind, day, self.about()))

    def about(self) -> str | None:
        """The child chosen, the record the follow-up named, or what fits the day."""
        if self.form.has("about"):
            chosen = self.form.editor("about").value()
            return str(chosen) if chosen else None
        return self.about_on(self.day())

    def about_on(self, day: date) -> str | None:
        """The record it would be about on a day."""
        if self.kind in OF_CHILD:
            return self._about
        story, one = self.asked.story, self.asked.followup
        known = {r.id for r in (*story.methods, *story.pregnancies, *story.deliveries)}
        if one is not None and one.about in known:
            return one.about
        return about_of(story, self.kind, day)

    def about_words(self) -> str:
        """Weeks, child, or how to speak."""
        words = about_words(self.asked.story, self.kind, self.about(), self.day())
        return "" if self.form.has("about") else words

    def visit(self) -> Visit | None:
        """The visit as it stands in the form; None while its day cannot be read."""
        values = self.form.values()
        if not values.get("date"):
            return None
        values["about"] = self.about()
        return made(Visit, values, fresh=lambda: "new", subject=self.asked.story.woman.id)

    def findings(self) -> tuple[Finding, ...]:
        """A number that is a sign for a doctor is told as that, not asked about as well."""
        visit = self.visit()
        if visit is None:
            return ()
        told = {mark.field for sign in self.dangers() for mark in sign.marks}
        found = check_visit(visit, self.today, self.asked.story)
        return tuple(f for f in found if f.wall or f.field not in told or f.code != "finding.unusual")

    def dangers(self) -> tuple[Sign, ...]:
        """What asks for a doctor, as far along as she is."""
        pregnancy = next((p for p in self.asked.story.pregnancies if p.id == self.about()), None)
        weeks = weeks_on(pregnancy, self.day()) if pregnancy else None
        return signs(self.form.values(), weeks=weeks[0] if weeks else None)

    def consider(self) -> str:
        """Questions, what a doctor should see, what it settles, when next."""
        super().consider()
        self.form.warn(self.dangers())
        visit = self.visit()
        if visit is None or visit.date > self.today.isoformat():
            return ""
        story, schedule = self.asked.story, load_schedule()
        coming = next_meeting(story, visit, schedule, self.today)
        words = ""
        if coming is not None:
            words = tr("visit.next", what=followup_words(coming, opened=True), opens=say_short(coming.opens, self.today),
                       closes=say_short(coming.closes, self.today))  # fmt: skip
        self.form.propose(coming.due if coming else None, words)
        given = tuple(w.record for w in self._gift(self.asked.stock, visit.id) if isinstance(w, Add))
        return settles_words(settled(story, visit, schedule, self.today, given), self.asked.followup)

    def _gift(self, stock: Stock, visit: str) -> Sequence[Write]:
        """What is handed out writes."""
        giving = self.form.giving
        return (
            giving.writes(stock, self.asked.story, self.day(), new_id, visit=visit) if self.form.giving_shown() else ()
        )

    def fill_referral(self) -> None:
        """Writes the referral as the signs ask for it; every word of it can be changed."""
        found = self.dangers()
        urgent = any(sign.urgent for sign in found)
        ticked = str(self.form.values().get("danger_signs") or "").split()
        reasons = [words for sign in found for words in _reasons(sign, ticked)]
        usual = usual_facility(self.asked.story) or tr(f"visit.facility.{'today' if urgent else 'week'}")
        self.form.set_values({
            "referral_reason": tr("visit.and").join(dict.fromkeys(reasons)) or None,
            "referral_urgency": "today" if urgent else "week",
            "referral_facility": self.form.values().get("referral_facility") or usual,
        })  # fmt: skip

    def writes(self, stock: Stock) -> Sequence[Write]:
        """The visit, and what was handed out at it."""
        story = self.asked.story
        writes = record_visit(story, {**self.form.values(), "about": self.about()}, fresh=new_id)
        added = next(w.record.id for w in writes if isinstance(w, Add))
        return (*writes, *self._gift(stock, added))

    def following(self) -> Choice | None:
        """The child just born, after its mother; a brother or sister for whom the same is due."""
        story, now = self.asked.story, self.visit()
        if now is None or self.kind not in (*OF_CHILD, "postpartum_home"):
            return None
        kind = "newborn" if self.kind == "postpartum_home" else self.kind
        for child in children_at(story, kind, self.today, load_schedule()):
            if child.id != self.about() and (self._is_due(child.id, now) or self._is_new(child, kind)):
                return Choice(f"{kind}|{child.id}", child_words(child, self.today))
        return None

    def _is_due(self, child: str, now: Visit) -> bool:
        seen = replace(self.asked.story, visits=(*self.asked.story.visits, now))
        found = followups(seen, load_schedule(), self.today)
        return any(f.about == child and f.visit_kind == self.kind and f.state in TO_DO for f in found)

    def _is_new(self, child: Child, kind: str) -> bool:
        """A newborn nobody has written of in these days."""
        lately = (self.today - timedelta(days=3)).isoformat()
        return kind == "newborn" and not any(v.about == child.id and v.date >= lately for v in self.asked.story.visits)


class ScreeningTask(Task):
    """A screening for cancer."""

    verb = Verb.SCREENING
    form: ScreeningForm

    def __init__(self, asked: Asked, kind: str, today: date) -> None:
        super().__init__(asked, kind, today)
        self.form = ScreeningForm(today, {"screen": self._asked_for(), "date": today.isoformat()})

    def _asked_for(self) -> str | None:
        rule = rule_of(self.asked.followup) if self.asked.followup is not None else None
        screens = [screen for pick in rule.satisfied_by for screen in pick.where.get("screen", ())] if rule else []
        return screens[0] if screens else None

    def findings(self) -> tuple[Finding, ...]:
        """What the checks say."""
        values = self.form.values()
        if not values.get("date") or not values.get("screen"):
            return ()
        record = made(Screening, values, fresh=lambda: "new", subject=self.asked.story.woman.id)
        return check(record, self.today, story=self.asked.story)

    def writes(self, stock: Stock) -> Sequence[Write]:
        """The screening."""
        del stock
        return record_screening(self.asked.story, self.form.values(), fresh=new_id)

    def said(self) -> str:
        """That it is saved."""
        return tr("visit.screening.saved", name=self.asked.story.woman.name)


class OutcomeTask(Task):
    """What came of a referral."""

    verb = Verb.EDIT
    form: OutcomeForm

    def __init__(self, asked: Asked, kind: str, today: date, referred: Visit | Screening) -> None:
        super().__init__(asked, kind, today)
        self.referred = referred
        self.form = OutcomeForm(referred, today)

    @property
    def draft(self) -> str:
        """One for each referral."""
        return draft_name(self.kind, self.asked.story.woman.id, self.referred.id)

    def about_words(self) -> str:
        """When she was referred, why and where to."""
        day = say_short(date.fromisoformat(self.referred.date), self.today) if len(self.referred.date) == 10 else ""
        return tr("visit.referred", day=day, why="　".join(words for words in _why(self.referred) if words))

    def writes(self, stock: Stock) -> Sequence[Write]:
        """The outcome, with the visit that referred her."""
        del stock
        return record_outcome(self.referred, self.form.values())

    def said(self) -> str:
        """That it is saved."""
        return tr("visit.outcome.saved", name=self.asked.story.woman.name)


def _why(referred: Visit | Screening) -> tuple[str, ...]:
    """Why she was referred, where to, how soon."""
    if isinstance(referred, Screening):
        return (
            label("screen", referred.screen),
            label("screen_result", referred.result),
            referred.referral_facility or "",
        )
    signs_then = [label("danger_sign", code) for code in (referred.danger_signs or "").split()]
    why = referred.referral_reason or tr("visit.and").join(signs_then) or label("visit_kind", referred.visit_kind)
    return why, referred.referral_facility or "", label("referral_urgency", referred.referral_urgency)


def task_for(asked: Asked, kind: str, today: date) -> Task:
    """What is recorded for a kind; without a referral to speak of, an outcome is an ordinary visit."""
    if kind == SCREENING:
        return ScreeningTask(asked, kind, today)
    if kind == OUTCOME and asked.referred is not None:
        return OutcomeTask(asked, kind, today, asked.referred)
    return VisitTask(asked, kind, today)


def _reasons(sign: Sign, ticked: Sequence[str]) -> list[str]:
    """What is written on the referral; ticked signs in their own words, what is nobody else's business in neutral ones."""
    own = [code for mark in sign.marks for code in ticked if code in mark.ticked]
    if sign.id != "self_harm" and own:
        return [code_list("danger_sign").label(code, language()) for code in ticked if code in own]
    return [tr(f"danger.reason.{sign.id}")]
