"""Her wishes hold on everything others may see: the round sheet, the roster, the list of the day, her household's page,
the command line. Whole made-up villages are put through it, their wishes and ages drawn anew.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.consent import effective
from app.demo.village import make_village
from app.followups.due import State, followups
from app.followups.schedule import load_schedule
from app.forms.roster import roster, roster_content
from app.forms.round_sheet import round_sheet, round_sheet_content
from app.records import Consent, Household, Pregnancy, Record, Response, Unit, Value, Woman
from app.records.story import Story, story_of
from app.timeline import moments, sensitive_fields
from app.values.dates import PartialDate
from tests.support.commands import Machine
from tests.support.ledgers import new_ledger
from tests.ui.rounds import Desktop, Village, living, using
from ui.desktop.pages.month.numbers import what_words
from ui.desktop.pages.month.told import read_month
from ui.desktop.pages.today.words import tag_of
from ui.desktop.pages.woman.seen import see
from ui.desktop.pages.woman.words import followup_words

TODAY = date(2026, 11, 22)
MONTH = PartialDate("2026-11")
SENSITIVE = ("流产", "人工", "宫外孕", "葡萄胎", "HIV", "艾滋", "梅毒", "暴力", "想怀孕")


def village(seed: int) -> tuple[Unit, list[Story]]:
    """A village whose women have other wishes than the generator gave them: a third each hide, refuse, are too young."""
    rng = random.Random(seed)
    records = list(make_village(seed, TODAY, women=120))
    unit = next(r for r in records if isinstance(r, Unit))
    homes = {r.id: r for r in records if isinstance(r, Household)}
    by_woman = {who: list(of) for who, of in groupby(sorted(records, key=lambda r: r.subject), key=lambda r: r.subject)}
    stories = []
    for woman in (r for r in records if isinstance(r, Woman)):
        mine: list[Record] = by_woman[woman.id]
        drawn: dict[str, Value] = {}
        if rng.random() < 0.3:
            drawn["family_unaware"] = 1
        if rng.random() < 0.2:
            drawn["birth_date"] = f"{rng.choice((2008, 2009, 2012))}-11-2{rng.randint(0, 9)}"
        if rng.random() < 0.3:
            scope, state = rng.choice(("home_visit", "care")), rng.choice(("refused", "withdrawn"))
            before = " ".join(c.id for c in mine if isinstance(c, Consent) and c.scope == scope) or None
            mine.append(
                Consent(id=f"said{woman.id}"[:32], subject=woman.id, scope=scope, state=state, date="2026-11-01",
                        replaces=before)
            )  # fmt: skip
        stories.append(story_of(woman.with_values(**drawn), mine, homes.get(woman.household or "")))
    return unit, stories


def grown(story: Story) -> bool:
    born = story.woman.birth_date or "9999"
    return born + "-12-31"[len(born) - 4 :] <= "2008-11-22" if len(born) < 10 else born <= "2008-11-22"


@pytest.mark.parametrize("seed", range(3))
def test_nobody_stands_on_the_round_sheet_against_her_wish(seed: int, read: Callable[[bytes], Any]) -> None:
    unit, stories = village(seed)
    schedule = load_schedule()
    asked = [f for s in stories for f in followups(s, schedule, TODAY, horizon=date(2026, 11, 30))]
    by_id = {s.woman.id: s for s in stories}
    content = round_sheet_content(asked, stories, unit, MONTH, TODAY, with_names=True)
    assert content.rows, "an empty sheet shows nothing"
    for row in content.rows:
        story = by_id[row.woman]
        assert not story.woman.family_unaware
        assert effective(story.consents, "home_visit") not in ("refused", "withdrawn")
        assert effective(story.consents, "care") not in ("refused", "withdrawn")
        assert grown(story) or story.woman.birth_date is None
    hidden = [s.woman.name for s in stories if s.woman.family_unaware]
    on_it = {row.name for row in content.rows}
    page = read(round_sheet(content)).squeezed.replace("□谢绝", "")  # an empty box on every line says nothing of her
    assert not [name for name in hidden if name in page and not any(name in other for other in on_it)]
    assert not [word for word in (*SENSITIVE, "节育", "避孕", "孕", "谢绝") if word in page]


@pytest.mark.parametrize("seed", range(3))
def test_the_roster_holds_no_minor_and_never_a_method_or_number_of_one_who_hides(
    seed: int, read: Callable[[bytes], Any]
) -> None:
    unit, stories = village(seed)
    by_id = {s.woman.id: s for s in stories}
    plain = roster_content(stories, unit, TODAY)
    whole = roster_content(stories, unit, TODAY, with_method=True, with_phone=True)
    assert len(whole.rows) > 10
    assert all(row.method == row.phone == "" for row in plain.rows)
    for row in whole.rows:
        story = by_id[row.woman]
        assert grown(story)
        assert effective(story.consents, "care") not in ("refused", "withdrawn")
        assert row.children == "", "method and parity never stand in one line"
        if story.woman.family_unaware:
            assert (row.method, row.phone) == ("", "")
    assert not [word for word in SENSITIVE if word in read(roster(whole)).squeezed]
    assert not [n for n in (s.woman.note for s in stories) if n and n in read(roster(whole)).squeezed]


@pytest.mark.parametrize("seed", range(3))
def test_a_sensitive_reason_is_no_word_of_any_list(seed: int) -> None:
    _, stories = village(seed)
    schedule = load_schedule()
    for story in stories:
        for one in followups(story, schedule, TODAY, since=date(2026, 1, 1), horizon=date(2027, 6, 1)):
            words = followup_words(one, opened=False)
            assert not [w for w in SENSITIVE if w in words], words
            if one.rule.startswith("post_abortion"):
                assert one.sensitive
        for moment in moments(story):
            if isinstance(moment.record, Pregnancy) and moment.record.outcome not in (None, "delivery"):
                assert moment.closed
                assert "outcome" in sensitive_fields(moment.record)


def test_an_answer_looks_like_any_other_and_is_no_mark_against_anybody() -> None:
    quiet = set()
    for seed in range(3):
        for story in village(seed)[1]:
            for one in followups(story, load_schedule(), TODAY, since=date(2026, 1, 1), horizon=date(2026, 12, 31)):
                if one.state in (State.DECLINED, State.NOT_REACHED, State.POSTPONED, State.LAPSED):
                    quiet.add((one.state, tag_of(one, TODAY).tone))
    assert {tone for _, tone in quiet} == {"plain"}
    assert {state for state, _ in quiet} >= {State.DECLINED, State.LAPSED}


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Desktop, Village]]:
    told = Village()
    made = Desktop(tmp_path, qtbot, told.records)
    yield made, told
    made.close()


def words_in(page: QWidget) -> str:
    from ui.desktop.widgets.table import Table

    cells = []
    for table in page.findChildren(Table):
        model = table.model()
        cells += [
            str(model.index(r, c).data() or "") for r in range(model.rowCount()) for c in range(model.columnCount())
        ]
    said = [getattr(w, "text", str)() for w in page.findChildren(QWidget) if callable(getattr(w, "text", None))]
    return " ".join([*cells, *map(str, said)])


def test_the_day_and_its_sheet_say_nothing_of_a_loss(desktop: tuple[Desktop, Village]) -> None:
    made, told = desktop
    made.go("today")
    made.today.scope.set_value("month")
    made.today._show()
    assert told.he.name in made.names()
    made.choose(told.he)
    assert not [word for word in SENSITIVE if word in words_in(made.today)]
    made.go("round")
    said = words_in(made.frame.page("round"))
    assert not [word for word in (*SENSITIVE, told.zou.name, told.he.name) if word in said]


def test_on_no_page_of_her_household_stands_one_whose_family_does_not_know(tmp_path: Path) -> None:
    from app.records.writes import Add
    from storage.ids import new_id

    ledger, _ = new_ledger(tmp_path)
    home = Household(id=new_id(), subject="", number="3", group=1, door="3号")
    hidden = living("邹小翠", 1, "5号", household=home.id, family_unaware=True)
    sister, mother = (living(name, 1, "3号", household=home.id) for name in ("邹小红", "周丽华"))
    ledger.write("t", [Add(r) for r in (home, hidden, sister, mother, using(hidden, "iud_copper", "2026-08-24"))])
    for other in (sister, mother):
        seen = see(ledger, other.id, TODAY)
        assert seen is not None
        assert hidden.id not in {w.id for w in seen.others}
        assert seen.other_door is None
    hers = see(ledger, hidden.id, TODAY)
    assert hers is not None
    assert hers.others == ()
    ledger.close()


def test_who_is_behind_a_figure_is_told_without_what_is_sensitive(tmp_path: Path) -> None:
    from app.records.writes import Add

    ledger, _ = new_ledger(tmp_path)
    ledger.write("t", [Add(record) for record in Village().records])
    told = read_month(ledger, MONTH, TODAY)
    said = [what_words(one) for code in told.figures.figures for one in told.behind(code)]
    assert said
    assert not [words for words in said if any(s in words for s in SENSITIVE)]
    ledger.close()


def test_answers_are_counted_in_sums_of_the_month_and_by_nobody_else(tmp_path: Path) -> None:
    from app.records.writes import Add

    ledger, _ = new_ledger(tmp_path)
    ledger.write("t", [Add(record) for record in Village().records])
    figures = read_month(ledger, MONTH, TODAY).figures
    asked = Counter(r.answer for r in ledger.all(Response))
    assert asked["declined"] == figures.value("followups_declined") == 1
    due, rate = figures.value("followups_due"), figures.rates["followup_rate"]
    assert due is not None
    assert rate.denominator == due - 1, "who declined weighs on no rate"
    ledger.close()


def test_the_command_line_says_no_sensitive_word_of_its_own_accord(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    machine.tell("demo", "--women", "40", "--seed", "8")
    spoken = [machine.suifang("due", "--month", m).out for m in ("2026-10", "2026-11")]
    spoken += [json.dumps(machine.tell("due"), ensure_ascii=False), machine.suifang("history").out]
    women = machine.tell("women", "1")["women"] + machine.tell("women", "l")["women"]
    spoken += [machine.suifang("show", one["id"]).out for one in women[:6]]
    hidden = (*SENSITIVE, "abortion", "miscarriage", "wants_pregnancy", "post_abortion")
    assert not [(word, said) for said in spoken for word in hidden if word in said]
