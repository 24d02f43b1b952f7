"""The notice is data: complete in both languages, short enough to be read aloud, every purpose with its basis."""

import pytest

from app.codes import code_list
from app.consent import ALL_SCOPES
from app.notices import current, notices


def test_every_scope_has_its_purpose_basis_and_what_each_answer_changes() -> None:
    for notice in notices():
        asked = [p.scope for p in notice.purposes if p.scope]
        assert sorted(asked) == sorted(ALL_SCOPES) == sorted(code_list("consent_scope").codes)
        for purpose in notice.purposes:
            assert purpose.basis in ("consent", "statute")
            assert (purpose.basis == "consent") == bool(purpose.scope)
            assert purpose.law
            for language in ("zh", "en"):
                told = purpose.say(language)
                assert told.purpose
                assert told.fields
                assert bool(told.yes) == bool(told.no) == bool(purpose.scope)
                assert "\n" not in told.yes + told.no


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["read_aloud", "handler", "recipient", "fields", "retention", "rights", "ask"])
def test_it_names_what_the_law_wants_named(language: str, name: str) -> None:
    for line in current().text(language, name, office="莲荷村卫生室", unit="莲荷村"):
        assert line
        assert "{" not in line


def test_it_can_be_read_aloud_in_two_minutes() -> None:
    # About 240 characters a minute.
    said = "".join(current().text("zh", "read_aloud", office="莲荷村卫生室", unit="莲荷村"))
    assert len(said) < 480


def test_editions_are_told_apart_and_the_last_is_in_use() -> None:
    versions = [n.version for n in notices()]
    assert len(set(versions)) == len(versions)
    assert [n.since for n in notices()] == sorted(n.since for n in notices())
    assert current() is notices()[-1]
    assert all(len(version) <= 40 for version in versions)
