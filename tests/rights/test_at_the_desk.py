"""What a colleague reads over the shoulder: the list of changes, what asks to be looked at, the month's copying.

Each of them names women; none of them may tell that one is pregnant, lost a pregnancy, or said no.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.actions import Verb
from app.codes import code_list
from app.copying import Paper, copied, of_month, of_woman, systems
from app.records import KINDS, Consent, CopiedOut, MethodUse, Pregnancy, Value, Woman
from app.records.fields import Code
from app.records.story import Story, story_of
from app.records.writes import Add
from app.timeline import SENSITIVE_VISITS
from app.values.dates import make
from storage.history import Step
from tests.support.ledgers import new_ledger
from tests.ui.rounds import Village
from ui.checks import items_of
from ui.desktop.pages.history.told import step_words, verb_words
from ui.desktop.pages.month.told import read_month
from ui.text import tr, use

TODAY = date(2026, 11, 22)
HER = Woman(id="a" * 32, subject="a" * 32, name="陈静", birth_date="1990-09-01", group=1)


def told(*records: Consent | Pregnancy | MethodUse, **changed: Value) -> Story:
    return story_of(HER.with_values(**changed), records)


def says(scope: str, state: str) -> Consent:
    return Consent(id=f"{scope:c>32}", subject=HER.id, scope=scope, state=state, date="2026-11-01")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_changes_tells_a_loss_from_a_birth_to_nobody(language: str) -> None:
    use(language)
    try:
        said = {verb_words(verb) for verb in (Verb.PREGNANCY, Verb.LOSS, Verb.DELIVERY)}
    finally:
        use("zh")
    assert len(said) == 1


def test_no_step_of_a_change_says_what_her_page_shows_only_on_purpose() -> None:
    hidden = {
        ("visit", "visit_kind"): SENSITIVE_VISITS,
        ("pregnancy", "outcome"): set(code_list("pregnancy_outcome").codes) - {"delivery"},
    }
    for (kind, closed), codes in hidden.items():
        for code in codes:
            for before, after in ((None, code), (code, None)):
                words = step_words(Step(0, "", Verb.EDIT, kind, "r" * 32, closed, before, after))
                assert words == tr("history.closed", field=tr(f"field.{kind}.{closed}"))
    for kind, described in KINDS.items():
        for name, field in described.fields.items():
            if field.sensitive and isinstance(field, Code):
                words = step_words(Step(0, "", Verb.EDIT, kind, "r" * 32, name, None, code_list(field.list).codes[0]))
                assert words.endswith(tr("history.closed", field="")), (kind, name)


def test_a_pregnancy_that_changed_after_it_was_copied_stands_on_no_month() -> None:
    carried = Pregnancy(id="b" * 32, subject=HER.id, lmp="2026-07-01", booked_date="2026-11-01")
    story = told(says("county", "given"), carried)
    changed = told(says("county", "given"), carried.with_values(lmp="2026-07-08"), marital="21")
    shown = set()
    for system in systems():
        kept = [one for paper in of_woman(story, system, ()) for one in entered(paper)]
        assert any(paper.changed for paper in of_woman(changed, system, kept))
        shown |= {paper.screen.kind for paper in of_month([changed], system, kept, "2026-11")}
    assert shown == {"woman"}


def entered(paper: Paper) -> Iterator[CopiedOut]:
    for write in copied(paper, "2026-11-02", fresh=lambda: f"{paper.screen.key:k>32}"):
        assert isinstance(write, Add)
        assert isinstance(write.record, CopiedOut)
        yield write.record


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_nothing_is_asked_about_a_woman_who_does_not_want_to_be_kept(state: str) -> None:
    use_of_hers = MethodUse(id="d" * 32, subject=HER.id, method="iud_unspecified", start="2025")
    assert list(items_of(told(use_of_hers, birth_date=None), None, TODAY))
    assert not list(items_of(told(use_of_hers, says("care", state), birth_date=None), None, TODAY))


def test_who_declined_or_was_not_met_is_counted_and_on_no_list(tmp_path: Path) -> None:
    ledger, _ = new_ledger(tmp_path)
    ledger.write("t", [Add(record) for record in Village().records])
    month = read_month(ledger, make(2026, 11), TODAY)
    ledger.close()
    assert month.figures.value("followups_declined") == 1
    assert month.behind("followups_due")
    for code in ("followups_declined", "followups_not_reached"):
        assert month.behind(code) == ()
    opened = {code for code in month.figures.rates for part in month.parts(code) if month.behind(part)}
    assert "followup_rate" in opened, "a rate still opens onto what was due and done"
