"""What is said about taking a change back is what taking it back does."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.records import Visit, Woman
from app.records.writes import Add, Edit, Write
from storage.history import UNDONE
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import a_woman, new_ledger

FIELDS = ("note", "occupation", "door")
DEEDS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["add", "visit", "edit", "both"]), st.sampled_from(FIELDS), st.integers(0, 3)),
    min_size=1, max_size=8,
)  # fmt: skip


def standing(ledger: Ledger) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    with ledger.reading() as db:
        for kind in ("woman", "visit"):
            for record, retired in db.execute(f"SELECT id, retired FROM {kind}"):
                found[record] = (retired,)
        for row in db.execute("SELECT id, retired, note, occupation, door FROM woman"):
            found[row[0]] = tuple(row[1:])
    return found


@settings(max_examples=25)
@given(DEEDS, st.data())
def test_the_preview_says_what_the_undo_does(deeds: list[tuple[int, str, str, int]], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        ledger, _ = new_ledger(Path(folder))
        women = [a_woman(f"王秀{n}") for n in range(3)]
        ledger.write("add", [Add(woman) for woman in women])
        for whom, what, field, value in deeds:
            her = women[whom]
            edit = Edit("woman", her.id, {field: f"值{value}"})
            added: list[Write] = [
                Add(Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-02-03"))
                if what != "add" else Add(a_woman("新"))
            ]  # fmt: skip
            ledger.write(what, [edit] if what == "edit" else [*added, edit] if what == "both" else added)
        own = [entry.seq for entry in ledger.history.changes() if entry.verb != "ledger.create"]
        seq = data.draw(st.sampled_from([s for s in own if s is not None]))
        before, said = standing(ledger), ledger.history.preview(seq)
        assert standing(ledger) == before
        _, left = ledger.undo(seq)
        after = standing(ledger)
        changed = {record for record in after if after[record] != before[record]}
        assert {t.record for t in said.goes} == {r for r in changed if after[r][0] == UNDONE}
        assert {t.record for t in said.goes} | {s.record for s in said.back if s.before != s.after} == changed
        for step in said.back:
            if step.kind == "woman":
                row = dict(zip(("retired", *FIELDS), after[step.record], strict=True))
                assert row[step.field] == step.after
                assert dict(zip(("retired", *FIELDS), before[step.record], strict=True))[step.field] == step.before
        assert [(x.kind, x.record, x.field) for x in said.stays] == [tuple(name) for name in left]
        ledger.close()


def test_changes_are_found_by_author_and_moment_and_say_whom_they_were_about(ledger: Ledger) -> None:
    li, wang = a_woman("李月琴"), a_woman("王秀兰")
    ledger.write("add", [Add(li), Add(wang)])
    ledger.write("edit", [Edit("woman", li.id, {"note": "一"})])
    ledger.write("edit", [Edit("woman", li.id, {"note": "二"})])
    newest, middle, oldest, made = ledger.history.changes()
    assert (newest.subjects, oldest.subjects, made.subjects) == ((li.id,), (li.id, wang.id), ())
    assert (newest.records, oldest.records) == (1, 2)
    assert ledger.history.authors() == [ledger.me.id]
    assert ledger.history.changes(author="0" * 32) == []
    at = newest.at_ms
    assert ledger.history.changes(since_ms=at + 1) == []
    assert {e.v for e in ledger.history.changes(until_ms=at)} <= {middle.v, oldest.v, made.v}
    (touched,) = ledger.history.inside(middle.v)
    assert [(s.before, s.after) for s in touched.steps] == [(None, "一")]
    (touched,) = ledger.history.inside(newest.v)
    assert [(s.before, s.after) for s in touched.steps] == [("一", "二")]
    assert [(t.kind, t.record, t.made) for t in ledger.history.inside(oldest.v)] == [
        (Woman.kind, li.id, True), (Woman.kind, wang.id, True),
    ]  # fmt: skip
