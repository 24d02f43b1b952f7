"""Reading a schedule: the shipped one speaks in both languages; a wrong one says rule, key and problem."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest

from app.codes import code_list
from app.errors import FileError
from app.followups.due import State, followups
from app.followups.life import Because
from app.followups.rules import Rule
from app.followups.schedule import SERVICES, load_schedule
from tests.app.followups.making import her, using, visited

GOOD = """
source = "a county"
edition = "7"
verified = true
try_again = "1w"
[[rule]]
id = "county_implant"
service = "health"
says = "generic"
anchor = { record = "method_use", date = ["start"], where = { method = ["implant"] } }
satisfied_by = { where = { visit_kind = ["implant_followup"] } }
ends_with = ["stop"]
source = "made up"
verified = true
[[rule.step]]
at = ["2m", "4m"]
opens_before = "5d"
closes_after = "5d"
[[rule.step]]
at = ["1y"]
opens_before = "1m"
closes_after = "1m"
every = "6m"
"""


def texts(language: str) -> dict[str, str]:
    folder = files("resources") / "text" / language
    return tomllib.loads((folder / "followups.toml").read_text(encoding="utf-8"))


def keys_of(rule: Rule) -> Iterator[str]:
    slots = [*rule.slots, *([rule.slots[-1].later(rule.every, 1)] if rule.every else [])]
    yield from (f"followup.{rule.says}.{slot.said.unit}" for slot in slots)
    if rule.speaks_of_child:
        yield from (f"followup.{rule.says}.{variant}" for variant in ("some", "alone"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_a_follow_up_may_need_is_there(language: str) -> None:
    found = texts(language)
    needed = {key for rule in load_schedule().rules for key in keys_of(rule)}
    needed |= {f"followup.generic.{unit}" for unit in ("days", "weeks", "months", "years", "date")}
    needed |= {f"service.{service}" for service in SERVICES}
    needed |= {f"followup.state.{state}" for state in State} | {f"followup.because.{why}" for why in Because}
    assert needed <= set(found)
    for key, sentence in found.items():
        if key.startswith("followup."):
            facts = {name for _, name, _, _ in Formatter().parse(sentence) if name}
            assert facts <= {"count", "anchor", "due"}, key


def test_both_languages_have_the_same_keys() -> None:
    assert texts("zh").keys() == texts("en").keys()


def test_no_word_of_debt_stands_in_the_texts() -> None:
    for sentence in texts("zh").values():
        assert not any(word in sentence for word in ("逾期", "应访", "放环", "查环", "失访"))


def test_neutral_services_tell_no_method_and_no_diagnosis() -> None:
    for service in SERVICES:
        words = texts("zh")[f"service.{service}"]
        assert not any(word in words for word in ("避孕", "节育", "流产", "埋植", "绝育", "孕"))


def test_every_visit_kind_that_settles_a_rule_is_a_code_and_every_row_names_its_source() -> None:
    for rule in load_schedule().rules:
        assert rule.source
        assert all(pick.where or rule.anchor.record == "visit" for pick in rule.satisfied_by)
        for kind in rule.visit_kinds:
            assert kind in code_list("visit_kind")


def test_a_county_gives_its_own() -> None:
    schedule = load_schedule(GOOD)
    assert (schedule.edition, schedule.try_again) == ("7", 7)
    story = her(using("implant", "2025-01-31"), visited("implant_followup", "2026-01-20"))
    found = followups(story, schedule, date(2026, 7, 1), since=date(2025, 1, 1), horizon=date(2026, 8, 1))
    assert [(f.due.isoformat(), f.reason, f.state.value) for f in found] == [
        ("2025-03-31", "followup.generic.months", "lapsed"),
        ("2025-05-31", "followup.generic.months", "lapsed"),
        ("2026-01-31", "followup.generic.years", "done"),
        ("2026-07-31", "followup.generic.months", "open"),
    ]


def test_a_rule_may_end_with_an_age_and_count_from_her_birth() -> None:
    text = GOOD.replace(
        'anchor = { record = "method_use", date = ["start"], where = { method = ["implant"] } }',
        'anchor = { record = "woman", date = ["birth_date"] }\nthrough = "2y"',
    ).replace('ends_with = ["stop"]\n', "")
    story = her(birth_date="2000-01-01")
    found = followups(story, load_schedule(text), date(2026, 1, 1), since=date(2000, 1, 1), horizon=date(2030, 1, 1))
    assert [f.due.isoformat() for f in found] == ["2000-03-01", "2000-05-01", "2001-01-01", "2001-07-01", "2002-01-01"]


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('service = "health"', 'service = "iud"', "service", "unknown"),
        ('service = "health"', "", "service", "missing"),
        ('says = "generic"', "says = 1", "says", "form"),
        ('says = "generic"', 'colour = "red"', "colour", "unknown"),
        ('source = "made up"', "", "source", "missing"),
        ('source = "made up"', 'source = ""', "source", "form"),
        ("verified = true\n[[rule.step]]", "[[rule.step]]", "verified", "missing"),
        ('record = "method_use"', 'record = "fine"', "anchor", "unknown"),
        ('record = "method_use"', 'record = "population"', "anchor", "unknown"),
        ('date = ["start"]', 'date = ["method"]', "anchor", "unknown"),
        ('date = ["start"]', "date = []", "anchor", "missing"),
        ('method = ["implant"]', 'method = ["ring"]', "anchor", "unknown"),
        ('method = ["implant"]', 'parity = ["3"]', "anchor", "unknown"),
        ('method = ["implant"]', 'method = "implant"', "anchor", "form"),
        ('visit_kind = ["implant_followup"]', 'visit_kind = ["check"]', "satisfied_by", "unknown"),
        ('ends_with = ["stop"]', 'ends_with = ["method"]', "ends_with", "unknown"),
        ('ends_with = ["stop"]', 'ends_with = ["over"]', "ends_with", "unknown"),
        ('ends_with = ["stop"]', 'settled_with = ["referral_outcome"]', "settled_with", "unknown"),
        ('ends_with = ["stop"]', "satisfied_too = []", "satisfied_too", "unknown"),
        ('ends_with = ["stop"]', "ages = [65, 35]", "ages", "form"),
        ('ends_with = ["stop"]', 'ages = ["35y", "65y"]', "ages", "form"),
        ('ends_with = ["stop"]', 'rings = "soon"', "rings", "offset"),
        ('ends_with = ["stop"]', 'comes_under_18 = "yes"', "comes_under_18", "form"),
        ('ends_with = ["stop"]', 'gives_way_to = { where = { visit_kind = ["x"] } }', "gives_way_to", "unknown"),
        ('ends_with = ["stop"]', 'renewed_by = { same = ["batch"] }', "renewed_by", "unknown"),
        ('{ where = { visit_kind = ["implant_followup"] } }', "[]", "satisfied_by", "missing"),
        ('{ visit_kind = ["implant_followup"] }', '{ danger = ["tomorrow"] }', "satisfied_by", "unknown"),
        ('opens_before = "5d"', 'opens_before = "5d"\nsaid = "opens"', "said", "unknown"),
        ('ends_with = ["stop"]', 'pauses_in = ["holiday"]', "pauses_in", "unknown"),
        ('at = ["2m", "4m"]', 'at = ["2 months"]', "at", "offset"),
        ('at = ["2m", "4m"]', 'at = ["4m", "2m"]', "at", "order"),
        ('at = ["2m", "4m"]', 'at = ["2m", "1y"]', "at", "order"),
        ('opens_before = "5d"', 'opens_before = "-5d"', "at", "order"),
        ('opens_before = "5d"', "", "opens_before", "missing"),
        ('opens_before = "5d"\ncloses_after = "5d"', 'opens = ["1m"]\ncloses = ["3m", "5m"]', "at", "count"),
        ('opens_before = "5d"\ncloses_after = "5d"', 'opens = ["1m", "3m"]\ncloses = ["3m", "3m"]', "at", "order"),
        ('every = "6m"', 'every = "0d"', "every", "offset"),
        ('every = "6m"', 'every = "6m"\n[[rule.step]]\nat = ["3y"]', "every", "order"),
    ],
)
def test_a_wrong_rule_is_named_with_what_is_wrong(old: str, new: str, key: str, problem: str) -> None:
    assert GOOD.count(old) == 1, "the test changes exactly one place"
    with pytest.raises(FileError) as caught:
        load_schedule(GOOD.replace(old, new))
    assert caught.value.code == "file.schedule.wrong"
    facts = caught.value.facts
    assert (facts["rule"], facts["key"], facts["problem"]) == ("county_implant", key, problem)
    changed = GOOD.replace(old, new).splitlines()
    written = [n for n, line in enumerate(changed, 1) if n > 6 and line.startswith(f"{key} =")]
    assert facts["line"] in (written or [6]), "the line of the key, or of the rule that lacks it"


@pytest.mark.parametrize(
    ("text", "line", "rule", "key", "problem"),
    [
        ("source = ", 1, "", "", "toml"),
        (GOOD + "at =", 24, "", "", "toml"),
        ("", 1, "", "rule", "missing"),
        ('rule = ["iud"]', 1, "", "rule", "form"),
        (GOOD.replace('edition = "7"', ""), 1, "", "edition", "missing"),
        (GOOD.replace('try_again = "1w"', 'try_again = "soon"'), 5, "", "try_again", "offset"),
        (GOOD + GOOD[GOOD.index("[[rule]]") :], 25, "", "id", "repeated"),
        (GOOD.replace('id = "county_implant"', ""), 6, "1", "id", "missing"),
    ],
)
def test_a_wrong_file_says_so(text: str, line: int, rule: str, key: str, problem: str) -> None:
    with pytest.raises(FileError) as caught:
        load_schedule(text)
    facts = caught.value.facts
    assert (facts["line"], facts["rule"], facts["key"], facts["problem"]) == (line, rule, key, problem)
