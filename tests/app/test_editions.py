"""A county's edition of a table is used only where nothing that stands breaks; what it may change is written in one list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from app.codes import code_list
from app.editions import holding, places, tried
from app.errors import FileError, SuifangError
from app.followups.schedule import load_schedule
from app.forms.texts import texts
from app.records import Edition

EDUCATION, SCHEDULE, EVENTS = "codes/education.toml", "schedules/followups.toml", "forms/events.toml"


@pytest.fixture(autouse=True)
def _shipped_afterwards() -> Iterator[None]:
    yield
    resources.hold({})


def an_edition(name: str, number: int, content: str) -> Edition:
    return Edition(id=f"{number:032x}", subject="", name=name, number=number, date="2026-11-02", content=content)


@pytest.mark.parametrize("name", places())
def test_every_table_that_may_be_replaced_is_there_and_passes_as_it_is(name: str) -> None:
    tried(name, resources.shipped(name), lambda _: ())


def test_nothing_that_protects_her_and_no_text_of_the_interface_may_be_replaced() -> None:
    never = {
        "consent_form", "withdrawal", "rights_request", "slip", "service_card", "handout", "benefit_notice", "retention",
        "stop_reason", "not_using_reason", "chosen_by", "life_stage", "consent_scope", "consent_state", "consent_how",
    }  # fmt: skip
    assert {place.stem for place in places().values()} & never == set()
    assert {name.partition("/")[0] for name in places()} == {"schedules", "systems", "codes", "forms"}
    for name in ("forms/consent_form.toml", "../app/codes.py", "codes/stop_reason.toml", "text/zh/woman.toml"):
        with pytest.raises(FileError, match=r"edition\.place"):
            tried(name, "")


def test_a_code_of_the_program_or_of_a_record_may_not_go_missing() -> None:
    shipped = resources.shipped(EDUCATION)
    lines = [line for line in shipped.splitlines() if 'code = "70"' not in line]
    assert len(lines) < len(shipped.splitlines())
    with pytest.raises(FileError) as refused:
        tried(EDUCATION, "\n".join(lines))
    assert (refused.value.code, refused.value.facts["code"]) == ("edition.codes", "70")
    with pytest.raises(FileError, match=r"edition\.codes"):
        tried(EDUCATION, shipped, lambda name: {"77"} if name == "education" else set())


@pytest.mark.parametrize("change", ["key", "fact", "code", "length", "type"])
def test_of_a_form_words_may_change_and_nothing_else(change: str) -> None:
    shipped = resources.shipped(EVENTS)
    tried(EVENTS, shipped.replace("登记", "記錄"))
    broken = {
        "key": shipped + "\n[another]\nx = 1\n",
        "fact": shipped.replace("{", "{other_", 1) if "{" in shipped else shipped + "\nx = 1\n",
        "code": "\n".join(line for line in shipped.splitlines() if not line.startswith("title")),
        "length": shipped + '\nlist = ["x"]\n',
        "type": "title = 1\n",
    }[change]
    with pytest.raises(SuifangError, match=r"edition\.words"):
        tried(EVENTS, broken)


def test_the_greatest_number_that_can_be_used_holds() -> None:
    first = resources.shipped(EDUCATION).replace('edition = "', 'edition = "一')
    editions = [an_edition(EDUCATION, 1, first), an_edition(EDUCATION, 2, "broken"), an_edition("no/table.toml", 3, "")]
    tables, wrong = holding(editions, lambda _: ())
    assert tables == {EDUCATION: first}
    assert {name: error.code for name, error in wrong.items()} == {
        EDUCATION: "file.codes.wrong",
        "no/table.toml": "edition.place",
    }


def test_what_holds_is_read_everywhere_and_let_go_again() -> None:
    before = (code_list("education").edition, load_schedule().digest, texts("events")["title"])
    resources.hold({
        EDUCATION: resources.shipped(EDUCATION).replace('edition = "', 'edition = "新'),
        SCHEDULE: resources.shipped(SCHEDULE) + "\n",
        EVENTS: resources.shipped(EVENTS).replace('title = "', 'title = "新', 1),
    })  # fmt: skip
    now = (code_list("education").edition, load_schedule().digest, texts("events")["title"])
    assert all(a != b for a, b in zip(before, now, strict=True))
    resources.hold({})
    assert (code_list("education").edition, load_schedule().digest, texts("events")["title"]) == before


def test_tables_that_may_be_replaced_are_read_by_their_place_and_by_no_other_way() -> None:
    root = Path(resources.__file__).parent.parent
    reading = [
        path for path in (root / "app").rglob("*.py") if 'files("resources") / "codes"' in path.read_text("utf-8")
    ]
    assert reading == []
