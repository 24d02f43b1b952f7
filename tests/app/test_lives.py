"""No sequence of valid entries makes a record that cannot be opened, contradicts itself, or cannot be printed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from app.actions.births import open_pregnancy
from app.figures.month import month_figures
from app.followups.due import followups
from app.followups.life import not_in_ledger
from app.forms import fonts
from app.forms.care_record import FORMS, care_record, care_record_contents
from app.forms.health_summary import health_summary, health_summary_content
from app.forms.rights import consent_form, rights_content, withdrawal_form
from app.forms.roster import roster, roster_content
from app.forms.round_sheet import round_sheet, round_sheet_content
from app.forms.service_card import service_card, service_card_content
from app.forms.slip import SlipsContent, slips
from app.notices import current
from app.offers import offers
from app.people import current_method, running
from app.questions import of_story
from app.records import KINDS, Unit
from app.records.fields import Ref
from app.records.story import Story
from app.slips import slips_of
from app.timeline import moments, together
from app.today import calls, entries
from app.values.dates import PartialDate
from tests.app.lives import SCHEDULE, TODAY, Life
from tests.support.ledgers import new_ledger

UNIT = Unit(id="u" * 32, subject="", code="430981203205", name="沅江市莲荷乡莲荷村")
DAYS = (TODAY, TODAY - timedelta(days=400), TODAY + timedelta(days=45))
MONTHS = (PartialDate("2026-10"), PartialDate("2026-11"))


def can_be_opened(story: Story) -> None:
    """Everything a page asks about her has an answer."""
    shown = moments(story)
    assert len(tuple(together(shown))) <= len(shown)
    offered = offers(story, TODAY)
    assert bool(offered) != not_in_ledger(story)
    assert len(set(offered)) == len(offered)
    due = [
        one for day in DAYS
        for one in followups(story, SCHEDULE, day, since=day - timedelta(days=60), horizon=day + timedelta(days=200))
    ]  # fmt: skip
    assert all(one.opens <= one.due <= one.closes for one in due)
    assert [question for question in of_story(story, TODAY) if question.finding.wall] == []
    for month in MONTHS:
        asked = followups(story, SCHEDULE, TODAY, since=TODAY - timedelta(days=80))
        assert month_figures(month, [story], [], asked, TODAY).figures


def does_not_contradict_itself(life: Life) -> None:
    """What follows from an action went all the way."""
    story = life.story()
    woman = story.woman
    assert (woman.status == "closed") == bool(woman.closed_reason) == bool(woman.closed_date)
    assert (using := current_method(story, TODAY)) is None or using in running(story, TODAY)
    expecting = open_pregnancy(story)
    assert expecting is None or expecting.id not in {delivery.pregnancy for delivery in story.deliveries}
    for record in life.standing():
        for name, field in KINDS[record.kind].fields.items():
            if isinstance(field, Ref) and (named := getattr(record, name)):
                assert named in life.records, f"{record.kind}.{name} names nothing"


def papers_about(story: Story) -> Iterator[bytes]:
    """Every paper she can be on."""
    for whole in (False, True):
        yield health_summary(health_summary_content(story, UNIT, TODAY, whole=whole))
    yield service_card(service_card_content(story, UNIT, TODAY))
    for form in FORMS:
        yield from map(care_record, care_record_contents(form, story, UNIT, TODAY, whole=True))
    rights = rights_content(story, UNIT, current())
    yield consent_form(rights)
    yield withdrawal_form(rights)
    found, _ = slips_of(calls(entries(story, SCHEDULE, TODAY), TODAY), TODAY)
    if found:
        yield slips(SlipsContent(unit=UNIT, day=TODAY, worker="肖玉梅", slips=found))
    due = followups(story, SCHEDULE, TODAY, horizon=TODAY + timedelta(days=8))
    yield round_sheet(round_sheet_content(due, [story], UNIT, PartialDate("2026-11"), TODAY, with_names=True))
    yield roster(roster_content([story], UNIT, TODAY, with_method=True, with_phone=True))


@settings(max_examples=3 * settings().max_examples)
@given(st.data())
def test_whatever_is_told_can_be_opened_and_does_not_contradict_itself(data: st.DataObject) -> None:
    life = Life(data)
    for _ in range(data.draw(st.integers(1, 12))):
        note(life.go_on())
        can_be_opened(life.story())
        does_not_contradict_itself(life)


@settings(max_examples=max(12, settings().max_examples // 8))
@given(st.data())
def _every_paper_of_many_lives(data: st.DataObject) -> None:
    life = Life(data)
    for _ in range(data.draw(st.integers(3, 16))):
        note(life.go_on())
    for paper in papers_about(life.story()):
        assert paper.startswith(b"%PDF")


def test_whatever_is_told_every_paper_about_her_can_be_printed() -> None:
    @fonts.lent  # reading the fonts anew for each paper is what takes long
    def with_fonts() -> bytes:
        _every_paper_of_many_lives()
        return b""

    with_fonts()


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_ledger_that_is_opened_again_tells_the_same(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root: Path = tmp_path_factory.mktemp("life")
    ledger, place = new_ledger(root)
    life = Life(data)
    for _ in range(data.draw(st.integers(4, 14))):
        note(life.go_on())
    for writes in life.changes:
        ledger.write("told", writes)
    ledger.close()
    again = place.open()
    try:
        assert again.story(life.woman_id) == life.story()
    finally:
        again.close()
