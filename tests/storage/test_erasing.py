"""Single records and the past of single fields go as whole women do: from every page, from every laptop, for good."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.actions.erasure import Hers, Home, erase, kept_out
from app.consent import effective
from app.errors import LedgerError, RecordError
from app.records import (
    Consent,
    CopiedOut,
    Household,
    Response,
    Settled,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.writes import Add, Edit, Erase, Forget, Remove
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import Place, a_woman, new_ledger
from tests.support.pages import plain_pages

TODAY = date(2026, 11, 22)


@pytest.fixture
def village(tmp_path: Path) -> Iterator[tuple[Ledger, Place]]:
    ledger, place = new_ledger(tmp_path)
    yield ledger, place
    ledger.close()


def a_visit(her: Woman, advice: str) -> Visit:
    return Visit(id=new_id(), subject=her.id, visit_kind="general", date="2020-05-04", advice=advice)


def tell(one: Ledger, other: Ledger) -> None:
    other.exchange.merge(one.exchange.collect_for_office(other.exchange.reaches()))


def lying(ledger: Ledger, place: Place) -> bytes:
    return plain_pages(place.folder / "ledger.sfl", ledger._key)


def test_of_a_removed_record_nothing_is_left_here_or_elsewhere_and_she_stays(
    village: tuple[Ledger, Place], tmp_path: Path
) -> None:
    ledger, place = village
    other, there = new_ledger(tmp_path, "other")
    her = a_woman("王秀兰")
    old, kept = a_visit(her, "独号一"), a_visit(her, "独号二")
    ledger.write("add", [Add(her), Add(old), Add(kept)])
    ledger.write("edit", [Edit("visit", old.id, {"advice": "独号三"})])
    tell(ledger, other)
    # Somebody else goes on writing in it, not knowing.
    other.write("edit", [Edit("visit", old.id, {"advice": "独号四", "note": "独号五"})])
    ledger.write("retention.purge", [Remove("visit", old.id)])
    tell(other, ledger)
    tell(ledger, other)
    for one, at in ((ledger, place), (other, there)):
        assert [v.id for v in one.about(Visit, her.id)] == [kept.id]
        assert one.get(Woman, her.id) == her
        assert one.history.of(her.id) == []
        assert [m for m in ("独号一", "独号三", "独号四", "独号五") if m.encode() in lying(one, at)] == []
        assert "独号二".encode() in lying(one, at)
        assert one.verify() == []
        with pytest.raises(RecordError, match=r"record.erased"):
            one.write("again", [Add(old)])
    other.close()


def test_what_was_noted_about_a_removed_record_goes_with_it(village: tuple[Ledger, Place], tmp_path: Path) -> None:
    ledger, _ = village
    other, _ = new_ledger(tmp_path, "other")
    her = a_woman("王秀兰")
    old, kept = a_visit(her, "独号一"), a_visit(her, "独号二")
    notes = [
        note
        for visit in (old, kept)
        for note in (
            Settled(id=new_id(), subject=her.id, record=visit.id, finding="finding.weight", seen="0" * 32),
            CopiedOut(id=new_id(), subject=her.id, system="a/b", record=visit.id, state="date:00", date="2026-11-02"),
        )
    ]
    ledger.write("add", [Add(r) for r in (her, old, kept, *notes)])
    tell(ledger, other)
    ledger.write("retention.purge", [Remove("visit", old.id), Remove("copied_out", notes[3].id)])
    tell(ledger, other)
    for one in (ledger, other):
        assert [n.id for n in one.all(Settled)] == [notes[2].id]
        assert one.all(CopiedOut) == []
        assert one.verify() == []
    other.close()


def test_a_forgotten_field_has_no_past_on_any_laptop(village: tuple[Ledger, Place], tmp_path: Path) -> None:
    ledger, place = village
    other, there = new_ledger(tmp_path, "other")
    her = a_woman("王秀兰", spouse_name="独号甲", note="留下")
    ledger.write("add", [Add(her)])
    tell(ledger, other)
    ledger.write("edit", [Edit("woman", her.id, {"spouse_name": "独号乙", "note": "也留下"})])
    ledger.write("forget", [Forget("woman", her.id, {"spouse_name": None})])
    ledger.write("edit", [Edit("woman", her.id, {"spouse_name": "后来的"})])
    tell(ledger, other)
    for one, at in ((ledger, place), (other, there)):
        found = one.get(Woman, her.id)
        assert found is not None
        assert (found.spouse_name, found.note) == ("后来的", "也留下")
        assert [m for m in ("独号甲", "独号乙") if m.encode() in lying(one, at)] == []
        assert [(s.field, s.before) for s in one.history.of(her.id) if s.field == "note"] == [("note", "留下")]
    seq = ledger.exchange.reaches()[ledger.exchange.replica].seq
    with pytest.raises(LedgerError, match=r"ledger.undo.never"):
        ledger.undo(seq - 1)
    other.close()


def test_the_past_of_a_field_that_was_empty_already_goes_on_every_laptop(
    village: tuple[Ledger, Place], tmp_path: Path
) -> None:
    ledger, _ = village
    other, there = new_ledger(tmp_path, "other")
    her = a_woman("王秀兰", spouse_name="独号甲")
    ledger.write("add", [Add(her)])
    ledger.write("edit", [Edit("woman", her.id, {"spouse_name": "独号乙"})])
    tell(ledger, other)
    ledger.write("edit", [Edit("woman", her.id, {"spouse_name": None})])
    tell(ledger, other)
    assert [step.before for step in other.history.of(her.id)] == ["独号乙"]
    ledger.write("forget", [Forget("woman", her.id, {"spouse_name": None})])
    tell(ledger, other)
    assert other.history.of(her.id) == []
    assert "独号乙".encode() not in lying(other, there)
    assert other.exchange.collect_for_county("county").erased == {}
    assert other.verify() == []
    other.close()


def test_the_list_outside_is_made_good_when_the_ledger_is_opened(village: tuple[Ledger, Place]) -> None:
    """The program was killed between the erasure and the list."""
    ledger, place = village
    her = a_woman("王秀兰")
    ledger.write("add", [Add(her)])
    ledger.write("erase", [Erase(her.id)])
    ledger.close()
    (kept,) = place.marks.glob("*.erased")
    kept.unlink()
    place.open().close()
    assert kept.read_text().split() == [her.id]


def test_the_county_is_not_told_by_anybody_of_what_never_left_the_village(
    village: tuple[Ledger, Place], tmp_path: Path
) -> None:
    ledger, _ = village
    other, _ = new_ledger(tmp_path, "other")
    her = a_woman("王秀兰", spouse_name="李军")
    answer = Response(
        id=new_id(), subject=her.id, rule="iud", anchor="x", occurrence=1, answer="declined", date="2020-01-01"
    )
    given = Consent(id=new_id(), subject=her.id, scope="county", state="given", date="2026-11-01")
    visit = a_visit(her, "独号")
    ledger.write("add", [Add(r) for r in (her, answer, given, visit)])
    tell(ledger, other)
    ledger.write("gone", [Remove("response", answer.id), Forget("woman", her.id, {"spouse_name": None})])
    tell(ledger, other)
    for one in (ledger, other):
        assert one.exchange.collect_for_county("county").erased == {}
    ledger.write("gone", [Remove("visit", visit.id)])
    tell(ledger, other)
    for one in (ledger, other):
        assert list(one.exchange.collect_for_county("county").erased) == [visit.id]
    other.close()


def handed_out(ledger: Ledger, her: Woman) -> SupplyMovement:
    item = SupplyItem(id=new_id(), subject="", article="condom")
    batch = SupplyBatch(id=new_id(), subject="", item=item.id)
    out = SupplyMovement(
        id=new_id(), subject=her.id, batch=batch.id, movement="out", quantity=3, date="2026-03-02", reason="独号丙"
    )
    ledger.write("add", [Add(item), Add(batch), Add(out)])
    return out


def test_refusing_the_ledger_leaves_a_name_a_year_and_the_refusal(village: tuple[Ledger, Place]) -> None:
    ledger, place = village
    home, theirs = (Household(id=new_id(), subject="", head=head) for head in ("独号户主", "王独秀"))
    her = a_woman("王独秀", birth_date="1990-05-12", household=home.id, id_number="430981199005124528", note="独号丁")
    again = a_woman("王独秀", household=theirs.id)
    sister = a_woman("王秀梅", household=theirs.id)
    ledger.write("add", [Add(r) for r in (home, theirs, her, again, sister)])
    out = handed_out(ledger, her)
    hers = Hers((her, again), (out,), (Home(home, shared=False), Home(theirs, shared=True)))
    ledger.write("erase", kept_out(hers, "refused", TODAY, new_id))
    women = {w.name: w for w in ledger.all(Woman)}
    bare = women["王独秀"]
    assert set(women) == {"王独秀", "王秀梅"}
    assert (bare.birth_date, bare.id_number, bare.household, bare.note) == ("1990", None, None, None)
    assert bare.id not in (her.id, again.id)
    story = ledger.story(bare.id)
    assert story is not None
    assert effective(story.consents, "care") == "refused"
    assert ledger.get(Household, home.id) is None
    left = ledger.get(Household, theirs.id)
    assert left is not None
    assert left.head is None
    (sum_,) = ledger.all(SupplyMovement)
    assert (sum_.subject, sum_.batch, sum_.quantity, sum_.movement, sum_.reason) == ("", out.batch, 3, "out", None)
    pages = lying(ledger, place)
    assert [m for m in ("独号户主", "独号丙", "独号丁", "430981199005124528") if m.encode() in pages] == []
    assert pages.count("王独秀".encode()) == 1, "only the bare entry names her"


def test_an_older_copy_put_back_is_erased_again_when_it_is_opened(village: tuple[Ledger, Place]) -> None:
    ledger, place = village
    her, other = a_woman("王独秀"), a_woman("周丽华", spouse_name="独号戊")
    visit = a_visit(other, "独号己")
    ledger.write("add", [Add(her), Add(other), Add(visit)])
    out = handed_out(ledger, her)
    ledger.close()
    before = place.folder.with_name("before")
    shutil.copytree(place.folder, before)
    ledger = place.open()
    ledger.write("erase", erase(Hers((her,), (out,))))
    ledger.write("retention.purge", [Remove("visit", visit.id)])
    ledger.write("forget", [Forget("woman", other.id, {"spouse_name": None})])
    gone = ledger.erased()
    ledger.close()
    shutil.rmtree(place.folder)
    shutil.copytree(before, place.folder)
    ledger = place.open()
    assert [w.name for w in ledger.all(Woman)] == ["周丽华"]
    assert ledger.all(Woman)[0].spouse_name is None
    assert ledger.all(Visit) == []
    assert [(m.subject, m.quantity) for m in ledger.all(SupplyMovement)] == [("", 3)]
    assert ledger.erased() == gone
    assert [m for m in ("王独秀", "独号戊", "独号己") if m.encode() in lying(ledger, place)] == []
    assert ledger.erase_again() is None
    assert ledger.verify() == []
    ledger.close()


def test_what_is_erased_again_is_told_to_the_county_whatever_this_copy_remembers(village: tuple[Ledger, Place]) -> None:
    ledger, place = village
    her = a_woman("王独秀")
    ledger.write("add", [Add(her)])
    ledger.close()
    before = place.folder.with_name("before")
    shutil.copytree(place.folder, before)
    ledger = place.open()
    said = Consent(id=new_id(), subject=her.id, scope="county", state="given", date="2026-11-01")
    ledger.write("consent", [Add(said)])
    ledger.write("erase", erase(Hers((her,))))
    ledger.close()
    shutil.rmtree(place.folder)
    shutil.copytree(before, place.folder)
    ledger = place.open()
    assert her.id in ledger.exchange.collect_for_county("county").erased
    ledger.close()
