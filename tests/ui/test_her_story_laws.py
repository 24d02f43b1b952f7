"""Whatever is told of her, in any order: no wall, nothing untold on her page, and every paper about her can be printed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions import births, methods, village, women
from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.forms.health_summary import health_summary, health_summary_content
from app.forms.service_card import service_card, service_card_content
from app.offers import offers
from app.people import age, children_of, current_method, running, weeks_on
from app.questions import of_story
from app.records import Record, Unit
from app.records.story import Story
from app.records.writes import Write
from app.timeline import children_of_delivery, moments, together
from tests.app.actions.stories import TODAY, after, her
from ui.desktop.pages.woman.adding import choices_now
from ui.desktop.pages.woman.words import tell

UNIT = Unit(id="u" * 32, subject="", code="430981203205", name="沅江市莲荷乡莲荷村")
SCHEDULE = load_schedule()
METHODS = ("iud_copper", "implant", "pill_combined", "condom", "emergency_pill", "none", "female_sterilisation")

days = st.integers(0, 2500).map(lambda back: (TODAY - timedelta(days=back)).isoformat())
stated = st.tuples(days, st.sampled_from((10, 10, 10, 7, 4))).map(lambda said: said[0][: said[1]])
"""To the day, or as often as in a village to the month or the year."""


def told(story: Story, offer: str, data: st.DataObject, fresh: Callable[[], str]) -> Sequence[Write]:
    """The writes of one offer, with what somebody may have typed."""
    day = data.draw(stated)
    name, _, which = offer.partition(":")
    match name:
        case "method_start" | "method_beside":
            values = {"method": data.draw(st.sampled_from(METHODS)), "start": data.draw(st.one_of(st.none(), stated))}
            return methods.start(story, values, today=TODAY, fresh=fresh, beside=name == "method_beside")
        case "method_stop":
            use = next(use for use in story.methods if use.id == which)
            return methods.stop(use, use.start or day, "own_wish")
        case "pregnancy":
            known = data.draw(st.sampled_from(("certain", "unsure", "unknown", None)))
            return births.begin_pregnancy(story, {"lmp_known": known, "lmp": day, "booked_date": day}, fresh=fresh)
        case "delivery":
            child = st.fixed_dictionaries({
                "born": st.sampled_from(("live", "live", "stillbirth")), "sex": st.sampled_from("012"),
            })  # fmt: skip
            return births.deliver(story, {"date": day}, data.draw(st.lists(child, min_size=1, max_size=3)), fresh=fresh)
        case "loss":
            return births.end_pregnancy(
                story, data.draw(st.sampled_from(("miscarriage", "abortion"))), day, fresh=fresh
            )
        case "child":
            relation = data.draw(st.sampled_from(("birth", "adopted", "step")))
            joined = day if relation != "birth" else None
            return births.add_child(
                story, {"relation": relation, "joined_date": joined, "birth_date": day}, fresh=fresh
            )
        case "child_gone":
            child_gone = next(child for child in story.children if child.id == which)
            return births.child_gone(child_gone, data.draw(st.sampled_from(("died", "left"))), day)
        case "move_in" | "move_out":
            return women.move(story, name.removeprefix("move_"), {"date": day}, fresh=fresh)
        case "marriage_away":
            return women.marry_away(story, {"date": day}, {}, fresh=fresh)
        case "marriage" | "divorce" | "widowhood" | "death":
            return women.live(story, name, {"date": day}, fresh=fresh)
        case "close":
            return women.close(story, data.draw(st.sampled_from(("moved_out", "died", "mistake"))), day, fresh=fresh)
        case "reopen":
            return women.reopen(story.woman)
        case _:
            return ()


def standing(story: Story) -> list[Record]:
    groups = (
        story.children, story.pregnancies, story.deliveries, story.methods, story.moves, story.life_events,
    )  # fmt: skip
    return [record for group in groups for record in group]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_whatever_is_told_of_her_can_be_saved_shown_and_printed(data: st.DataObject) -> None:
    numbers = count(1)
    story = her(children_stated=data.draw(st.one_of(st.none(), st.integers(0, 3))), marital="21")
    for _ in range(data.draw(st.integers(1, 9))):
        records = standing(story)
        if records and data.draw(st.integers(0, 5)) == 0:
            story = after(story, village.take_back(data.draw(st.sampled_from(records)), story))
            continue
        fitting = choices_now(offers(story, TODAY), story, TODAY)
        offer, words = data.draw(st.sampled_from(fitting))
        assert words
        story = after(story, told(story, offer, data, lambda: f"r{next(numbers):03d}"))
    sound(story)
    if data.draw(st.integers(0, 3)) == 0:  # drawing is the slow part
        printable(story)


def sound(story: Story) -> None:
    """What must hold of every story."""
    woman = story.woman
    assert (woman.status == "closed") == bool(woman.closed_reason)
    assert offers(story, TODAY)
    shown = moments(story)
    in_births = {child.id for delivery in story.deliveries for child in children_of_delivery(story, delivery)}
    assert {m.record.id for m in shown} | in_births >= {record.id for record in standing(story)}
    for moment in together(shown):
        closed, opened = (tell(moment, story, "肖玉梅", opened=on) for on in (False, True))
        assert closed.title
        assert opened.title
        assert not any(secret in f"{closed}" for secret in ("人工流产", "自然流产", "她自己的意愿"))
    for question in of_story(story, TODAY):
        assert not question.finding.wall
    gone = {child.id for child in story.children if child.born != "live" or child.ended == "died"}
    ahead = followups(story, SCHEDULE, TODAY, horizon=TODAY + timedelta(days=400))
    assert not [one for one in ahead if one.about in gone and one.state in ("open", "past", "upcoming")]
    assert all(weeks_on(pregnancy, TODAY) is None or pregnancy.lmp or pregnancy.edd for pregnancy in story.pregnancies)
    assert current_method(story, TODAY) is None or current_method(story, TODAY) in running(story, TODAY)
    assert children_of(story).total is None or (children_of(story).total or 0) >= 0
    assert age(story, TODAY) == 32
    for whole in (False, True):
        assert health_summary_content(story, UNIT, TODAY, whole=whole).sections
    assert service_card_content(story, UNIT, TODAY).about


def printable(story: Story) -> None:
    """Every paper about one woman."""
    assert health_summary(health_summary_content(story, UNIT, TODAY, whole=True)).startswith(b"%PDF")
    assert service_card(service_card_content(story, UNIT, TODAY)).startswith(b"%PDF")
