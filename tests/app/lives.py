"""A life told to a ledger: actions drawn one after the other, with whatever the description of each field allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import TypeVar

from hypothesis import strategies as st

from app.actions import (
    Fresh,
    benefits,
    births,
    choosing,
    consents,
    handover,
    households,
    methods,
    requests,
    supplies,
    village,
    visits,
    women,
)  # fmt: skip
from app.actions.erasure import Hers, Home
from app.codes import code_list
from app.consent import ALL_SCOPES
from app.followups.due import FollowUp, followups
from app.followups.rules import Schedule
from app.followups.schedule import load_schedule
from app.offers import offers
from app.records import (
    KINDS,
    BenefitCase,
    BenefitStep,
    Child,
    Consent,
    Delivery,
    Household,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Request,
    Response,
    Screening,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Value,
    Visit,
    Woman,
)  # fmt: skip
from app.records.checks import walls
from app.records.fields import Code, Codes, Count, Day, Field, Flag, IdNumber, Phone, Text
from app.records.story import Story, story_of
from app.records.visits import COMMON, form_of
from app.records.writes import Add, Edit, Erase, Forget, Remove, Write
from app.supplies.stock import Stock

TODAY = date(2026, 11, 22)
SCHEDULE: Schedule = load_schedule()
_DERIVED = frozenset({"retired", "outcome", "outcome_date", "delivery", "pregnancy", "merged_into", "household"})
"""What a form never asks: it follows from an action."""
_WORDS = ("她", "䶮秀兰 𠮷", "<b>&amp;</i>", "两行\n字", 'O\'Neil "x"', "%s {0} \\", "　", "一" * 20)

T = TypeVar("T")


def fresh_ids() -> Fresh:
    """Ids as the ledger has them, one after the other."""
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def _days(field: Day) -> st.SearchStrategy[Value]:
    far = st.integers(-400 if field.future else 0, 3000) | st.integers(0, 300)
    whole = far.map(lambda back: (TODAY - timedelta(days=back)).isoformat())
    lengths = (10,) if field.exact else (10, 10, 10, 7, 4)
    return st.tuples(whole, st.sampled_from(lengths)).map(lambda said: said[0][: said[1]])


def allowed(field: Field) -> st.SearchStrategy[Value]:
    """Whatever can be saved in a field."""
    match field:
        case Day():
            return _days(field)
        case Count():
            likely = field.usual or (field.least, min(field.most, field.least + 3))
            return st.integers(*likely) | st.sampled_from((field.least, field.most))
        case Flag():
            return st.booleans()
        case Code():
            return st.sampled_from(sorted(code_list(field.list).codes))
        case Codes():
            codes = code_list(field.list).codes
            return st.sets(st.sampled_from(codes), min_size=1, max_size=3).map(
                lambda said: " ".join(code for code in codes if code in said)
            )
        case IdNumber() | Phone():
            return st.sampled_from(("13800000000", "430981199405120022", "护照 E123", "2"))
        case Text():
            longest = field.longest
            return st.sampled_from((*_WORDS, "字" * longest)).map(lambda words: words[:longest])
        case _:
            return st.none()


class Life:
    """One woman, her household and the cupboard, in memory. ``writes`` is every change told of, as the ledger takes it."""

    def __init__(self, data: st.DataObject) -> None:
        self.data, self.fresh = data, fresh_ids()
        self.records: dict[str, Record] = {}
        self.changes: list[Sequence[Write]] = []
        self.woman_id = ""
        item = SupplyItem(id=self.fresh(), subject="", article="pill_combined", measure="box", lasts_days=28)
        self.make(
            (Add(item), *supplies.receive(item, 9, TODAY, self.stock(), self.fresh, number="A1", expiry="2029-01"))
        )
        facts = {**self.some(Woman, "status", "closed_reason", "closed_date"), "name": "王秀英"}
        self.make(women.register({**facts, "birth_date": "1994-05-12"}, household_number="7", households=[],
                                 fresh=self.fresh))  # fmt: skip

    # What is known

    def standing(self, *kinds: type[Record]) -> list[Record]:
        return [r for r in self.records.values() if r.retired is None and (not kinds or isinstance(r, kinds))]

    def stock(self) -> Stock:
        kept = list(self.records.values())
        return Stock(
            [r for r in kept if isinstance(r, SupplyItem)], [r for r in kept if isinstance(r, SupplyBatch)],
            [r for r in kept if isinstance(r, SupplyMovement)],
        )  # fmt: skip

    def story(self) -> Story:
        woman = self.records[self.woman_id]
        assert isinstance(woman, Woman)
        home = self.records.get(woman.household or "")
        mine = [r for r in self.records.values() if r.subject == woman.id and r.id != woman.id]
        items = {r.id: r.article for r in self.records.values() if isinstance(r, SupplyItem)}
        articles = {r.id: items[r.item] for r in self.records.values() if isinstance(r, SupplyBatch)}
        return story_of(woman, mine, home if isinstance(home, Household) else None, articles=articles)

    def hers(self) -> Hers:
        story = self.story()
        homes = (Home(story.household, shared=False),) if story.household else ()
        return Hers((story.woman,), story.supplies, homes)

    # What is drawn

    def one_of(self, what: Sequence[T]) -> T:
        return self.data.draw(st.sampled_from(what))

    def some(self, cls: type[Record], *but: str, of: frozenset[str] | None = None) -> dict[str, Value]:
        """A few fields of a kind, and all that it cannot be without."""
        fields = {
            name: field for name, field in KINDS[cls.kind].fields.items()
            if name not in _DERIVED and name not in but and (of is None or name in of or field.required)
        }  # fmt: skip
        free = sorted(name for name, field in fields.items() if not field.required)
        chosen = self.data.draw(st.sets(st.sampled_from(free), max_size=6)) if free else set()
        drawn = {n: self.data.draw(allowed(f)) for n, f in sorted(fields.items()) if f.required or n in chosen}
        return {name: value for name, value in drawn.items() if value is not None}

    def day(self) -> str:
        return str(self.data.draw(_days(Day())))

    def exact(self) -> date:
        return date.fromisoformat(str(self.data.draw(_days(Day(exact=True)))))

    # What is done

    def make(self, writes: Sequence[Write]) -> None:
        """As the ledger does it; every record that stands must be one it would take."""
        for write in writes:
            match write:
                case Add(record):
                    assert record.id not in self.records
                    self.records[record.id] = record
                    self.woman_id = record.id if isinstance(record, Woman) else self.woman_id
                case Edit(id=record, values=values) | Forget(id=record, values=values):
                    self.records[record] = self.records[record].with_values(**values)
                case Erase(subject):
                    self.records = {i: r for i, r in self.records.items() if r.subject != subject}
                case Remove(id=record):
                    del self.records[record]
        assert [found for record in self.standing() for found in walls(record, TODAY)] == []
        if writes:
            self.changes.append(writes)

    def go_on(self) -> str:
        """One more thing is told of her; its name."""
        story = self.story()
        ways = dict(self._ways(story))
        name = self.one_of([*sorted(ways), *("visit" for _ in range(4) if "visit" in ways)])
        writes = ways[name]()
        added = [write.record for write in writes if isinstance(write, Add)]
        if any(isinstance(r, Visit | Response) and walls(r, TODAY) for r in added):
            return f"{name}, refused"  # two findings of one visit that the form does not let stand together
        self.make(writes)
        return name

    def _ways(self, story: Story) -> Iterator[tuple[str, Callable[[], Sequence[Write]]]]:
        yield "consents", lambda: self._consents(story)
        fitting = offers(story, TODAY)
        if not fitting:
            return
        if story.woman.status == "open":
            yield from self._always(story)
        told = {
            "visit": lambda: self._visit(story), "screening": lambda: self._screening(story),
            "pregnancy": lambda: births.begin_pregnancy(story, self.some(Pregnancy), fresh=self.fresh),
            "delivery": lambda: self._delivery(story), "loss": lambda: self._loss(story),
            "child": lambda: births.add_child(story, self.some(Child), fresh=self.fresh),
            "child_gone": lambda: self._gone(story),
            "method_start": lambda: self._start(story, beside=False),
            "method_beside": lambda: self._start(story, beside=True),
            "method_stop": lambda: self._stop(story), "counselling": lambda: self._choose(story),
            "move_in": lambda: self._move(story, "in"), "move_out": lambda: self._move(story, "out"),
            "marriage_away": lambda: women.marry_away(
                story, self.some(LifeEvent, "event"), self.some(Move, "direction", "date", "reason"), fresh=self.fresh
            ),
            "household": lambda: self._household(story),
            "hand_over": lambda: handover.ask(
                story, str(self.one_of(("signed", "oral"))), on=TODAY, fresh=self.fresh
            ),
            "request": lambda: requests.record(self.some(Request), subject=story.woman.id, fresh=self.fresh),
            "benefit": lambda: benefits.apply_for(story.woman.id, self.some(BenefitCase), fresh=self.fresh),
            "close": lambda: women.close(
                story, str(self.one_of(("moved_out", "died", "mistake"))), self.day(), fresh=self.fresh
            ),
            "reopen": lambda: women.reopen(story.woman),
        }  # fmt: skip
        for event in ("marriage", "divorce", "widowhood", "death"):
            told[event] = lambda event=event: women.live(  # type: ignore[misc]  # the default binds the event
                story, event, self.some(LifeEvent, "event"), fresh=self.fresh
            )
        yield from ((name, told[name]) for name in fitting)

    def _always(self, story: Story) -> Iterator[tuple[str, Callable[[], Sequence[Write]]]]:
        """What can be done while her page is open, though it is not among what is offered."""
        yield (
            "edit",
            lambda: women.edit(story.woman, self.some(Woman, "name", "status", "closed_reason", "closed_date")),
        )
        yield "supplies", lambda: self._supplies(story)
        mine = [r for r in self.standing() if r.subject == story.woman.id and not isinstance(r, Woman | Consent)]
        if mine:
            yield "take_back", lambda: village.take_back(self.one_of(mine), story)
        if story.pregnancies:
            yield (
                "correct_pregnancy",
                lambda: births.correct_pregnancy(
                    self.one_of(story.pregnancies),
                    self.some(Pregnancy),
                ),
            )
        if story.deliveries:
            yield (
                "correct_delivery",
                lambda: births.correct_delivery(
                    story,
                    self.one_of(story.deliveries),
                    self.some(Delivery),
                ),
            )
        if story.requests:
            yield (
                "request_answer",
                lambda: requests.change(
                    self.one_of(story.requests),
                    {"outcome": "done", "outcome_date": self.day()},
                ),
            )
        if story.benefits:
            yield (
                "benefit_step",
                lambda: benefits.take_step(
                    self.one_of(story.benefits),
                    self.some(BenefitStep),
                    fresh=self.fresh,
                ),
            )
        if asked := followups(story, SCHEDULE, TODAY):
            yield "answer", lambda: self._answer(story, asked)

    def _consents(self, story: Story) -> Sequence[Write]:
        scopes = self.data.draw(st.sets(st.sampled_from(ALL_SCOPES), min_size=1, max_size=3))
        answers = [
            consents.Answer(
                scope=scope, agrees=self.one_of((True, True, True, True, scope == "care", False)),
                through=self.data.draw(st.sampled_from((None, "只找她本人"))),
            )
            for scope in sorted(scopes)
        ]  # fmt: skip
        said = consents.Said(on=self.exact(), how=str(self.one_of(("signed", "oral"))), witness="肖玉梅")
        return consents.answer(story, answers, said, fresh=self.fresh, hers=self.hers())

    def _visit(self, story: Story) -> Sequence[Write]:
        kind = str(self.one_of(code_list("visit_kind").codes))
        about: list[str | None] = [None, *(r.id for r in self.standing(MethodUse, Delivery, Pregnancy, Child))]
        asked = frozenset({*COMMON, *(one.name for one in form_of(kind))}) - {"about"}
        values = {**self.some(Visit, of=asked), "visit_kind": kind, "about": self.one_of(about)}
        values |= {one.name: self.data.draw(allowed(KINDS["visit"].fields[one.name]))
                   for one in form_of(kind) if one.required}  # fmt: skip
        return visits.record_visit(story, values, fresh=self.fresh)

    def _screening(self, story: Story) -> Sequence[Write]:
        return visits.record_screening(story, self.some(Screening), fresh=self.fresh)

    def _delivery(self, story: Story) -> Sequence[Write]:
        born = [
            self.some(Child, "birth_date", "relation", "joined_date", "ended", "ended_date", "plurality", "birth_order")
            for _ in range(self.data.draw(st.integers(1, 3)))
        ]
        return births.deliver(story, self.some(Delivery), born, fresh=self.fresh)

    def _loss(self, story: Story) -> Sequence[Write]:
        kinds = [code for code in code_list("pregnancy_outcome").codes if code != "delivery"]
        return births.end_pregnancy(story, str(self.one_of(kinds)), self.day(), fresh=self.fresh)

    def _gone(self, story: Story) -> Sequence[Write]:
        child = self.one_of([child for child in story.children if not child.ended])
        assert isinstance(child, Child)
        day = self.day() if self.data.draw(st.booleans()) else None
        return births.child_gone(child, str(self.one_of(("died", "left"))), day)

    def _start(self, story: Story, *, beside: bool) -> Sequence[Write]:
        values = self.some(MethodUse, "stop", "stop_reason")
        return methods.start(story, values, today=TODAY, fresh=self.fresh, beside=beside)

    def _choose(self, story: Story) -> Sequence[Write]:
        names = frozenset({"method", "start", "explained", "wish", "chosen_by", "agreed"})
        return choosing.choose(story, self.some(MethodUse, of=names), today=TODAY, fresh=self.fresh)

    def _stop(self, story: Story) -> Sequence[Write]:
        use = self.one_of(story.methods)
        assert isinstance(use, MethodUse)
        return methods.stop(use, self.day(), str(self.one_of(code_list("stop_reason").codes)))

    def _move(self, story: Story, direction: str) -> Sequence[Write]:
        return women.move(story, direction, self.some(Move, "direction"), fresh=self.fresh)

    def _household(self, story: Story) -> Sequence[Write]:
        homes = [home for home in self.standing() if isinstance(home, Household)]
        if story.woman.household and self.data.draw(st.booleans()):
            return households.move_out(story.woman)
        return women.choose_household(
            story.woman,
            {},
            self.some(Household, "walk"),
            homes,
            fresh=self.fresh,
        )

    def _supplies(self, story: Story) -> Sequence[Write]:
        stock = self.stock()
        item, many = stock.items[0], self.data.draw(st.integers(1, 12))
        if story.supplies and self.one_of(("out", "back")) == "back":
            return supplies.bring_back(story, item, stock.batches(item.id)[0], many, TODAY, stock, self.fresh)
        return supplies.hand_out(story, item, many, TODAY, stock, self.fresh)

    def _answer(self, story: Story, asked: Sequence[FollowUp]) -> Sequence[Write]:
        one = self.one_of(asked)
        said = str(self.one_of(code_list("response_answer").codes))
        until = TODAY + timedelta(days=9) if said == "postponed" else None
        return visits.answer(
            story, rule=one.rule, anchor=one.anchor, occurrence=one.occurrence,
            answer=said, on=TODAY, until=until, fresh=self.fresh,
        )  # fmt: skip
