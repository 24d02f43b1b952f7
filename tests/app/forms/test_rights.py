"""表13 read back from paper: what is on it, hers and blank, in the usual type and large."""

from collections.abc import Callable
from typing import Any

import pytest

from app.consent import ALL_SCOPES
from app.forms.rights import RightsContent, consent_form, request_form, rights_content, withdrawal_form
from app.notices import current
from app.records import Consent, Unit
from app.records.story import Story

Draw = Callable[..., bytes]
FORMS: list[Draw] = [consent_form, withdrawal_form, request_form]


@pytest.fixture
def her(tell: Callable[..., Story]) -> Story:
    return tell(
        "䶮秀兰",
        (Consent, {"scope": "care", "state": "given", "date": "2026-11-01"}),
        (Consent, {"scope": "county", "state": "refused", "date": "2026-11-01"}),
        (Consent, {"scope": "phone", "state": "given", "date": "2026-11-01", "through": "只找她本人", "hours": "下午"}),
        spouse_name="李军", phone="13812344531", id_number="430981199005124528", note="密语",
    )  # fmt: skip


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blank", [False, True])
def test_every_paper_is_whole_and_legible(
    form: Draw,
    blank: bool,
    large: bool,
    her: Story,
    unit: Unit,
    read: Callable[[bytes], Any],
    clean: Callable[[Any], None],
) -> None:
    content = rights_content(None if blank else her, unit, current())
    printed = read(form(content, large=large))
    clean(printed)
    assert ("䶮秀兰" in printed.squeezed) != blank
    assert ("大字版" in printed.squeezed) == large
    if large:
        tall = [w for w in printed.words if w.bottom - w.top > 15]
        assert len(tall) > 20
    assert form(content, large=large) == form(content, large=large), "the same content, the same bytes"


def test_the_consent_says_everything_the_notice_says_and_asks_each_thing_by_itself(
    her: Story, unit: Unit, read: Callable[[bytes], Any]
) -> None:
    printed = read(consent_form(rights_content(her, unit, current()))).squeezed
    notice = current()
    told = {"office": unit.name, "unit": unit.name}
    for name in ("read_aloud", "handler", "recipient", "retention", "rights"):
        for line in notice.text("zh", name, **told):
            assert "".join(line.split()) in printed
    assert notice.version in printed
    for word in ("见证人不是家人，也不是村干部", "本人签字", "只找她本人", "下午", "一式两份"):
        assert word in printed
    assert printed.count("✓") == 3, "what she said already is ticked, nothing else"


def test_a_blank_one_has_no_tick_and_nobody_on_it(unit: Unit, read: Callable[[bytes], Any]) -> None:
    content = rights_content(None, unit, current())
    assert content.scopes == ALL_SCOPES
    printed = read(consent_form(content)).squeezed
    assert "✓" not in printed
    assert printed.count("□") == 2 * len(ALL_SCOPES)


def test_no_paper_shows_more_of_her_than_name_and_month_of_birth(
    her: Story, unit: Unit, read: Callable[[bytes], Any]
) -> None:
    for form in FORMS:
        printed = read(form(rights_content(her, unit, current(), asked="delete"))).squeezed
        for hidden in ("13812344531", "430981199005124528", "密语", "李军", "12日"):
            assert hidden not in printed


def test_only_what_she_agreed_to_can_be_taken_back_on_hers(
    her: Story, unit: Unit, read: Callable[[bytes], Any]
) -> None:
    printed = read(withdrawal_form(rights_content(her, unit, current()))).squeezed
    assert "打电话联系" in printed
    assert "上门看望" not in printed


def test_the_request_says_what_stays_after_a_deletion_and_ticks_what_she_asked(
    her: Story, unit: Unit, read: Callable[[bytes], Any]
) -> None:
    printed = read(request_form(rights_content(her, unit, current(), asked="delete"))).squeezed
    assert printed.count("✓") == 1
    assert "统计法" in printed
    assert "全部真正删除" in printed


def test_her_husband_is_asked_only_where_there_is_one(tell: Callable[..., Story], unit: Unit) -> None:
    alone: RightsContent = rights_content(tell("王秀兰"), unit, current())
    assert "spouse" not in alone.scopes
