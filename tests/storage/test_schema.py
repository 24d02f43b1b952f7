"""The file's shape follows the descriptions; a field is added by its description and one migration."""

from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from app.errors import LedgerTooNew
from app.records import KINDS, MethodUse, Woman
from app.records.fields import Count, Flag
from app.records.writes import Add, Edit
from storage import driver, migrations, schema
from storage.ledger import Ledger
from storage.second_shape import came_second
from storage.third_shape import came_third
from tests.support.earlier import into_first_form
from tests.support.ledgers import Place, a_woman, new_ledger
from tests.support.newer import FIELD, newer, shaded


def test_every_described_field_has_its_column_and_no_column_is_undescribed(ledger: Ledger) -> None:
    """Fails when a field is added, renamed or retyped without a migration."""
    with ledger.reading() as db:
        for kind in KINDS.values():
            columns = {name: sort for _, name, sort, *_ in db.execute(f'PRAGMA table_info("{kind.name}")')}
            described = {n: "INTEGER" if isinstance(f, Count | Flag) else "TEXT" for n, f in kind.fields.items()}
            assert columns == {"id": "TEXT", "subject": "TEXT", **described, "v": "INTEGER"}, kind.name
        indexes = {
            name for (name,) in db.execute("SELECT tbl_name FROM sqlite_master WHERE sql LIKE '%(\"subject\")%'")
        }
    assert indexes >= set(KINDS)


def test_the_format_number_counts_the_migrations(ledger: Ledger) -> None:
    with ledger.reading() as db:
        assert db.execute("PRAGMA user_version").fetchone() == (schema.FORMAT,)
        applied = driver.utils(db)["_sqlite_migrations"].count
    assert applied == schema.FORMAT == len(list(migrations.migrations.pending(Database(memory=True))))


def test_a_ledger_of_a_newer_program_is_refused_and_left_as_it_is(place: Place) -> None:
    ledger = place.open()
    with ledger.reading() as db:
        db.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
    ledger.close()
    before = place.folder.joinpath("ledger.sfl").read_bytes()
    with pytest.raises(LedgerTooNew) as refused:
        place.open()
    assert refused.value.facts["known"] == schema.FORMAT
    assert place.folder.joinpath("ledger.sfl").read_bytes() == before


def test_a_field_added_by_description_and_migration_works_end_to_end(place: Place, tmp_path: Path) -> None:
    old = place.open()
    her = a_woman()
    pill = MethodUse(id="1" * 32, subject=her.id, method="condom")
    old.write("old", [Add(her), Add(pill)])
    old.close()
    with newer():
        new = place.open()
        new.write("shade", [Edit("method_use", pill.id, {FIELD: "蓝"})])
        other, _ = new_ledger(tmp_path, "other")
        other.exchange.merge(new.exchange.collect_for_office({}))
        for ledger in (new, other):
            read: Any = ledger.about(shaded(), her.id)[0]
            assert read.shade == "蓝"
            assert read.method == "condom"
            assert ledger.verify() == []
        assert new.undo(2)[0].kinds == {"method_use"} or new.get(Woman, her.id)
        new.close()
        other.close()


def test_a_ledger_of_the_first_form_is_widened_with_its_past_and_what_was_told(place: Place) -> None:
    old = place.open()
    her = a_woman(note="一")
    old.write("old", [Add(her)])
    old.write("old", [Edit("woman", her.id, {"note": "二"})])
    key, reaches = old._key, old.exchange.reaches()
    old.close()
    into_first_form(place.folder / "ledger.sfl", key)
    new = place.open()
    assert new.verify() == []
    assert new.exchange.reaches() == reaches
    assert [step.before for step in new.history.of(her.id)] == ["一"]
    new.undo(reaches[new.exchange.replica].seq)
    assert new.get(Woman, her.id) == her
    new.write("new", [Edit("woman", her.id, {"merged_into": None}), Add(a_woman())])
    assert new.verify() == []
    new.close()


def test_a_field_is_new_if_and_only_if_the_first_form_had_no_column_for_it() -> None:
    first = Database(memory=True)
    schema.create_first_shape(first)
    for kind in KINDS.values():
        here = first[kind.name].columns_dict if first[kind.name].exists() else {}
        later = {name for name in kind.fields if came_second(kind.name, name) or came_third(kind.name, name)}
        assert kind.fields.keys() - later == here.keys() & kind.fields.keys()
