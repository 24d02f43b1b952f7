"""Writing, taking back, remembering: whole or not at all, and nothing of an erased woman is left."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.errors import Cancelled, LedgerError, RecordError, StorageTrouble
from app.records import Visit, Woman
from app.records.writes import Add, Edit, Erase, Write
from storage.changes import Changed
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import Place, a_woman, new_ledger, tables
from tests.support.pages import plain_pages


def a_visit(woman: Woman, advice: str | None = None) -> Visit:
    return Visit(id=new_id(), subject=woman.id, visit_kind="general", date="2026-02-03", advice=advice)


def test_what_is_written_is_read_after_opening_again(place: Place) -> None:
    ledger = place.open()
    her = a_woman(group=3, family_unaware=True, phone="13800000000")
    visit = a_visit(her)
    told: list[Changed] = []
    ledger.subscribe(told.append)
    changed = ledger.write("add", [Add(her), Add(visit)])
    assert told == [changed]
    assert changed.kinds == {"woman", "visit"}
    assert changed.subjects == {her.id}
    ledger.close()
    again = place.open()
    assert again.get(Woman, her.id) == her
    story = again.story(her.id)
    assert story is not None
    assert story.woman == her
    assert story.visits == (visit,)
    again.close()
    with pytest.raises(LedgerError, match=r"ledger.closed"):
        again.get(Woman, her.id)


def test_a_record_that_may_not_stand_stops_the_whole_change(ledger: Ledger) -> None:
    her = a_woman()
    before = tables(ledger)
    with pytest.raises(RecordError) as refused:
        ledger.write("add", [Add(her), Add(a_visit(her).with_values(date="gestern"))])
    assert [getattr(f, "field", "") for f in refused.value.findings] == ["date"]
    assert tables(ledger) == before


def test_what_cannot_be_written_says_why(ledger: Ledger) -> None:
    her = a_woman()
    ledger.write("add", [Add(her)])
    before = tables(ledger)
    with pytest.raises(LedgerError, match=r"ledger.unknown_field"):
        ledger.write("edit", [Edit("woman", her.id, {"height": 160})])
    with pytest.raises(LedgerError, match=r"ledger.no_such_record"):
        ledger.write("edit", [Edit("woman", "0" * 32, {"note": "x"})])
    with pytest.raises(LedgerError):
        ledger.write("add", [Add(her)])
    assert tables(ledger) == before


def test_a_full_disk_leaves_everything_as_it_was(ledger: Ledger) -> None:
    women = [a_woman() for _ in range(50)]
    ledger.write("add", [Add(woman) for woman in women])
    before = tables(ledger)
    with ledger.reading() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
    full, said = 0, set()
    for room in range(40):
        with ledger.reading() as db:
            db.execute(f"PRAGMA max_page_count = {pages + room}")
        visits = [Add(a_visit(woman, "长" * 200)) for woman in women[1:]]
        writes: list[Write] = [Erase(women[0].id), Edit("woman", women[1].id, {"note": "改"}), *visits]
        try:
            ledger.write("much", writes)
            break
        except StorageTrouble as error:
            said.add(error.code)
        assert tables(ledger) == before
        full += 1
    assert said == {"ledger.disk_full"}
    assert full >= 3, "the disk was full at several moments"
    assert ledger.count(Visit) == 49
    assert ledger.verify() == []


def test_stopping_a_large_change_writes_nothing(ledger: Ledger) -> None:
    before = tables(ledger)
    women = [Add(a_woman()) for _ in range(1_200)]
    steps: list[tuple[int, int]] = []

    def stop_at(step: int) -> Callable[[int, int], None]:
        def progress(done: int, of: int) -> None:
            steps.append((done, of))
            if len(steps) == step:
                raise Cancelled("cancelled.import")

        return progress

    for step in range(1, 7):
        steps.clear()
        with pytest.raises(Cancelled):
            ledger.write("import", women, progress=stop_at(step))
        assert tables(ledger) == before
    steps.clear()
    ledger.write("import", women, progress=stop_at(0))
    assert steps == sorted(steps)
    assert {of for _, of in steps} == {2_400}


def test_undo_takes_back_what_nobody_wrote_on_since(ledger: Ledger) -> None:
    her, other = a_woman(note="一"), a_woman("李月琴")
    ledger.write("import", [Add(her), Add(other)])
    edited = ledger.write("edit", [Edit("woman", her.id, {"note": "二", "occupation": "务农"})])
    ledger.write("edit", [Edit("woman", her.id, {"occupation": "裁缝"})])
    assert edited.dot is not None
    _, moved_on = ledger.undo(edited.dot.seq)
    assert moved_on == [("woman", her.id, "occupation")]
    now = ledger.get(Woman, her.id)
    assert now is not None
    assert (now.note, now.occupation) == ("一", "裁缝")
    with pytest.raises(LedgerError, match=r"ledger.undo.already"):
        ledger.undo(edited.dot.seq)
    with pytest.raises(LedgerError, match=r"ledger.undo.unknown"):
        ledger.undo(99)
    with pytest.raises(LedgerError, match=r"ledger.undo.never"):
        ledger.undo(1)


def test_an_undone_import_goes_and_comes_back_with_its_ids(ledger: Ledger) -> None:
    her, other = a_woman(), a_woman("李月琴")
    made = ledger.write("import", [Add(her), Add(other)])
    assert made.dot is not None
    ledger.write("edit", [Edit("woman", other.id, {"note": "有人写过"})])
    undone, left = ledger.undo(made.dot.seq)
    assert [w.id for w in ledger.all(Woman)] == [other.id]
    assert left == [("woman", other.id, "note")]
    assert [w.id for w in ledger.retired(Woman, "undone")] == [her.id]
    assert ledger.search.find("王") == []
    assert undone.dot is not None
    ledger.undo(undone.dot.seq)
    assert ledger.get(Woman, her.id) == her
    assert ledger.search.find("王") == [her.id]


def test_history_tells_each_edit_from_what_to_what(ledger: Ledger) -> None:
    her = a_woman(note="一")
    ledger.write("add", [Add(her)], at=datetime(2026, 1, 1).astimezone())
    ledger.write("second", [Edit("woman", her.id, {"note": "二"})])
    ledger.write("third", [Edit("woman", her.id, {"note": "三", "name": her.name})])
    steps = ledger.history.of(her.id)
    assert [(s.verb, s.field, s.before, s.after) for s in steps] == [
        ("third", "note", "二", "三"),
        ("second", "note", "一", "二"),
    ]
    assert steps[0].author == ledger.me.id
    assert ledger.history.made_by("woman", her.id) == (
        int(datetime(2026, 1, 1).astimezone().timestamp() * 1000),
        ledger.me.id,
    )
    assert [e.verb for e in ledger.history.changes(3)] == ["third", "second", "add"]


def test_an_erasure_that_arrives_leaves_nothing_either(ledger: Ledger, tmp_path: Path) -> None:
    her = a_woman("淑珍独号")
    ledger.write("add", [Add(her), Add(a_visit(her, "淑珍独号"))])
    other, there = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office({}))
    file, key, name = there.folder / "ledger.sfl", other._key, her.name.encode()
    assert name in plain_pages(file, key)
    ledger.write("erase", [Erase(her.id)])
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    assert name not in plain_pages(file, key)
    other.close()


def test_of_an_erased_woman_nothing_is_left_on_any_page(place: Place) -> None:
    ledger = place.open()
    marks = [f"淑珍{n:03d}号".encode() for n in range(60)]
    her = a_woman(marks[0].decode(), id_number=marks[1].decode())
    others = [a_woman(f"王秀{n:02d}", note="长" * (n * 7 % 300)) for n in range(90)]
    ledger.write("add", [Add(w) for w in [*others[:40], her, *others[40:]]])
    for n in range(2, 50):
        ledger.write("visit", [Add(a_visit(her, marks[n].decode() * (1 + n % 40))), Add(a_visit(others[n]))])
    for n in range(50, 58):
        ledger.write("edit", [Edit("woman", her.id, {"note": marks[n].decode()})])
    ledger.keep_draft(f"visit/{her.id}", marks[58].decode())
    file, key = place.folder / "ledger.sfl", ledger._key
    lying = plain_pages(file, key)
    assert [m for m in marks[:59] if m not in lying] == [], "the test can see what lies there"
    ledger.write("woman.erase", [Erase(her.id)])
    lying = plain_pages(file, key)
    assert [m.decode() for m in marks if m in lying] == []
    assert her.id.encode() in lying, "the stub stays"
    assert ledger.get(Woman, her.id) is None
    assert ledger.history.of(her.id) == []
    assert ledger.draft(f"visit/{her.id}") is None
    assert ledger.search.find("淑珍") == []
    assert ledger.count(Visit) == 48
    with pytest.raises(RecordError, match=r"record.erased"):
        ledger.write("again", [Add(a_visit(her))])
    erased = ledger.exchange.reaches()[ledger.exchange.replica].seq
    with pytest.raises(LedgerError, match=r"ledger.undo.never"):
        ledger.undo(erased)
    assert ledger.verify() == []
    with ledger.reading() as db:
        rows = db.execute("SELECT verb, salt IS NULL FROM change WHERE verb IN ('visit', 'edit')").fetchall()
    assert all(gone for _, gone in rows), "no guess can be tested against the chain"
    ledger.close()


def test_drafts_and_settings_are_kept_until_forgotten(place: Place) -> None:
    ledger = place.open()
    ledger.keep_draft("visit/1", "半句话")
    ledger.set_setting("theme", b"\x00dark")
    ledger.close()
    ledger = place.open()
    assert (ledger.draft("visit/1"), ledger.setting("theme")) == ("半句话", b"\x00dark")
    ledger.keep_draft("visit/1", None)
    ledger.set_setting("theme", None)
    assert (ledger.draft("visit/1"), ledger.setting("theme")) == (None, None)
    ledger.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE change SET at_ms = at_ms + 1 WHERE seq = 3",
        "UPDATE change SET author = 'somebody' WHERE seq = 2",
        "UPDATE change SET commitment = zeroblob(32) WHERE seq = 4",
        "DELETE FROM change WHERE seq = 3",
        "DELETE FROM change WHERE seq = 5",
        "UPDATE reach SET seq = 4",
    ],
)
def test_verify_finds_what_was_tampered_with(ledger: Ledger, tampering: str) -> None:
    for n in range(4):
        ledger.write("add", [Add(a_woman(note=str(n)))])
    assert ledger.verify() == []
    with ledger.reading() as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(tampering)
    assert ledger.verify() != []


def test_files_of_the_ledger_hold_no_word_of_it(place: Place, tmp_path: Path) -> None:
    ledger = place.open()
    ledger.write("add", [Add(a_woman("欧阳娜娜", note="不可见"))])
    ledger.keep_draft("x", "不可见")
    ledger.back_up()
    ledger.close()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert "欧阳娜娜".encode() not in content
            assert "不可见".encode() not in content
