"""Whom the law wants reported, and whom nobody reports without her word."""

from __future__ import annotations

from datetime import date

import pytest

from app.guidance import about_harm, about_pregnancy
from app.records import Pregnancy
from app.texts import sentence_of
from tests.app.followups.making import HER, her

ON = date(2026, 11, 22)
PREGNANT = Pregnancy(id="p", subject=HER, lmp="2026-08-01")


@pytest.mark.parametrize(
    ("born", "kind", "told"),
    [
        ("2012-11-23", "general", True),  # thirteen until tomorrow
        ("2012-11-22", "general", False),  # fourteen today
        ("2012-11-23", "antenatal", True),
        ("1990-01-01", "antenatal", False),
        (None, "antenatal", False),
    ],
)
def test_a_pregnant_girl_under_fourteen(born: str | None, kind: str, told: bool) -> None:
    found = about_pregnancy(her(PREGNANT, birth_date=born), ON, kind)
    assert (found is not None and found.duty) == told


def test_a_visit_about_a_pregnancy_is_enough() -> None:
    assert about_pregnancy(her(birth_date="2013-01-01"), ON, "post_abortion") is not None
    assert about_pregnancy(her(birth_date="2013-01-01"), ON, "general") is None


@pytest.mark.parametrize(
    ("born", "name", "duty"),
    [
        ("2008-11-23", "harmed_under_18", True),
        ("2008-11-22", "harmed_adult", False),
        (None, "harmed_adult", False),
    ],
)
def test_harm_is_reported_under_eighteen_and_hers_to_report_after(born: str | None, name: str, duty: bool) -> None:
    found = about_harm(her(birth_date=born), ON)
    assert (found.id, found.duty) == (name, duty)


@pytest.mark.parametrize("name", ["pregnant_under_14", "harmed_under_18", "harmed_adult"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_guidance_has_its_words_and_numbers(name: str, language: str) -> None:
    sentence = sentence_of(language, f"guidance.{name}")
    assert sentence is not None
    told = sentence.format_map(about_harm(her(), ON).numbers)
    assert "110" in told
    assert "120" in told


def test_a_grown_womans_harm_is_never_called_a_duty() -> None:
    words = sentence_of("zh", "guidance.harmed_adult") or ""
    assert "由她自己定" in words
    assert "必须" not in words
    assert "法律要求" not in words
