"""Nothing about a woman leaves without her consent: the file itself, opened as the county opens it, is searched.

What may leave is written out here once more, by hand: a field that is added to a record stays at home until somebody
puts it on this list on purpose.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zstandard

from app.consent import effective
from app.delta import Delta
from app.records import KINDS, Consent, MonthReport, Record, Woman
from app.records.fields import Ref
from app.records.writes import Add, Edit
from storage.ids import new_id
from storage.ledger import Ledger
from sync.envelope import open_sealed, peek
from sync.unpack import unpack
from tests.rights.marked import FILLED, Marks, fill, found_in
from tests.support.ledgers import new_ledger
from tests.sync.support import Office, a_hub

MAY_LEAVE = {
    "woman": "retired name other_names id_type id_number birth_date birth_stated ethnicity education occupation marital"
    " marital_since first_marriage relation group door registered_address current_address residence phone health_record"
    " children_stated girls_stated youngest_birth_stated status closed_reason closed_date merged_into",
    "consent": "retired scope state date how notice_version replaces",
    "child": "retired birth_date sex name birth_order plurality delivery born relation joined_date gestation_weeks birth_weight_g"
    " certificate ended ended_date",
    "pregnancy": "retired lmp lmp_known edd edd_basis ultrasound_date booked_date booked_weeks fetuses gravidity"
    " parity_vaginal parity_caesarean history grade grade_date grade_facility outcome outcome_date",
    "delivery": "retired date pregnancy place facility mode discharge_date complications",
    "method_use": "retired method start product expiry facility provider counselled explained wish chosen_by agreed"
    " side_effects stop",
    "visit": "retired visit_kind date place provider about height_mm weight_g systolic diastolic haemoglobin urine_protein"
    " iud_position implant_site injection_given pills_missed semen_test bleeding pain side_effects fundal_height_mm girth_mm"
    " baby_position baby_heart baby_movement swelling blood_tests folic_acid lochia breasts womb wound mood feeding"
    " child_weight_g child_length_mm child_head_mm child_temperature child_jaundice child_cord child_screening"
    " child_development child_vitamin_d child_vaccines child_illness partner_checked items_done check_result danger_signs"
    " content advice referral_reason referral_facility referral_urgency referral_outcome referral_outcome_date next_date"
    " signed",
    "month_report": "retired month number date definitions figures digest",
    "proposal_answer": "retired proposal state date",
    "hand_over": "retired date how",
    "screening": "retired screen date test facility result referral_facility closed_date",
    "move": "retired direction date reason county_place",
    "life_event": "retired event date evidence",
}
ALLOWED = {kind: set(fields.split()) for kind, fields in MAY_LEAVE.items()}


@dataclass
class Village:
    """An enrolled laptop with a marked village on it."""

    office: Office
    marks: Marks
    records: list[Record]
    rng: random.Random

    @property
    def ledger(self) -> Ledger:
        return self.office.ledger

    def women(self) -> list[Woman]:
        return self.ledger.all(Woman)

    def consenting(self) -> set[str]:
        said: dict[str, list[Consent]] = {}
        for statement in self.ledger.all(Consent):
            said.setdefault(statement.subject, []).append(statement)
        return {woman for woman, all_said in said.items() if effective(all_said, "county") == "given"}

    def said_yes_once(self) -> set[str]:
        return {s.subject for s in self.ledger.all(Consent) if s.scope == "county" and s.state == "given"}

    def sent(self) -> tuple[bytes, bytes, Delta]:
        """The file on the stick, its content as the county unpacks it, and what the county understands of that."""
        sent, county = self.office.send(), self.office.hub
        file = sent.path.read_bytes()
        mine = county.laptop(self.ledger.exchange.replica)
        assert mine is not None
        senders = {mine.replica: mine.keys}.get
        opened = open_sealed(file, sent.path.name, me=county.id, keys=county._keys, senders=senders)
        plain = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj().decompress(opened.content)
        self.office.hand_over(sent)
        return file, plain, unpack(opened.content)


@pytest.fixture(params=[3, 20_260])
def village(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Village]:
    ledger, _ = new_ledger(tmp_path)
    marks, records = fill(ledger, request.param, women=60)
    stick = tmp_path / "stick"
    stick.mkdir()
    hub = a_hub(tmp_path)
    office = Office(ledger, stick, hub)
    office.enrol()
    yield Village(office, marks, records, random.Random(request.param))
    hub.close()
    ledger.close()


def ids_in(delta: Delta) -> set[str]:
    """Every id of a record or a woman that the county can read in a delta, but for the statements it must hear."""
    found = set(delta.snapshots) | set(delta.erased)
    for rows in delta.rows:
        found |= {*rows.ids, *rows.subjects}
        refs = [name for name in rows.fields if isinstance(KINDS[rows.kind].fields[name], Ref)]
        for name in refs:
            found |= {str(v) for v in rows.columns[rows.fields.index(name)] if v}
        if rows.kind == "consent":
            replaced = rows.columns[rows.fields.index("replaces")]
            found |= {one for v in replaced if v for one in str(v).split()}
    for cell in delta.cells:
        found |= {cell.id, cell.subject}
    return found


def test_the_fields_that_may_leave_are_those_of_the_list_and_no_other() -> None:
    assert {kind.name: set(kind.county_fields) for kind in KINDS.values() if kind.county_fields} == ALLOWED


def check(village: Village, file: bytes, plain: bytes, delta: Delta) -> None:
    given, marks = village.consenting(), village.marks.of
    told = found_in(plain) | {m for row in delta.rows for column in row.columns for m in map(str, column) if m in marks}
    foreign = {marks[m] for m in told if marks[m][2] not in given or marks[m][3] not in ALLOWED.get(marks[m][0], ())}
    assert foreign == set()
    mine = {r.id for r in village.records if r.subject in given} | given
    mine |= {c.id for c in village.ledger.all(Consent) if c.subject in given}
    assert ids_in(delta) - mine == set()
    heard = {s.subject for s in delta.statements}
    assert heard <= village.said_yes_once() - given
    assert found_in(file) == set()
    for woman in {w.id for w in village.women()}:
        assert woman.encode() not in file
        assert bytes.fromhex(woman) not in file


def test_the_first_bundle_holds_what_consenting_women_gave_and_no_trace_of_another(village: Village) -> None:
    given = village.consenting()
    assert 0 < len(given) < len(village.women()), "a village in which everybody agrees shows nothing"
    file, plain, delta = village.sent()
    check(village, file, plain, delta)
    expected = {m for m, (kind, _, who, f) in village.marks.of.items() if who in given and f in ALLOWED.get(kind, ())}
    assert found_in(plain) == expected, "and all of what they gave is there"


def test_months_of_edits_and_changed_minds_leak_nothing(village: Village) -> None:
    check(village, *village.sent())
    rng, edits = village.rng, [r for r in village.records if r.kind in {"woman", "child", "visit", "method_use"}]
    for month in range(4):
        for record in rng.sample(edits, 25):
            field = rng.choice(sorted(field for kind, field in FILLED if kind == record.kind))
            mark = village.marks.give(record.kind, record.id, record.subject, field)
            village.ledger.write("woman.edit", [Edit(record.kind, record.id, {field: mark})])
        for woman in rng.sample(village.women(), 8):
            before = [c for c in village.ledger.all(Consent) if c.subject == woman.id]
            village.office.says(woman, rng.choice(("given", "refused", "withdrawn")), *before)
        check(village, *village.sent())
        if month % 2:  # the stick does not come back every month
            village.office.receive()


def test_of_a_closed_month_nothing_leaves_but_its_counts(village: Village) -> None:
    other = new_id()
    village.office.exchange()  # its receipt says that the county takes reports
    told = {
        "counts": {"births": 3},
        "supplies": [["避孕套", "批号甲", 7]],
        "knows": [other],
        "late": {"2026-08": {"births": 1}},
    }
    traces, key = {"counts": {"births": ["痕迹甲乙丙"]}}, "cd" * 32
    report = MonthReport(
        id=new_id(), subject="", month="2026-09", date="2026-10-01", by="某某人", definitions="d1",
        figures=json.dumps(told, ensure_ascii=False), digest="ab" * 32, key=key,
        traces=json.dumps(traces, ensure_ascii=False), note="村里自己记的话",
    )  # fmt: skip
    village.ledger.write("month.close", [Add(report)])
    _, plain, delta = village.sent()
    (rows,) = [rows for rows in delta.rows if rows.kind == "month_report"]
    assert set(rows.fields) <= ALLOWED["month_report"]
    assert rows.subjects == [""]
    assert [json.loads(str(one)) for one in rows.columns[rows.fields.index("figures")]] == [{"counts": {"births": 3}}]
    for word in ("批号甲", "痕迹甲乙丙", "某某人", "村里自己记的话", key, "2026-08", other):
        assert str(word).encode() not in plain


def test_reasons_spouse_notes_and_answers_never_leave() -> None:
    at_home = {
        ("woman", "spouse_name"), ("woman", "spouse_id_number"), ("woman", "spouse_phone"), ("woman", "note"),
        ("woman", "safe_contact"), ("woman", "family_unaware"), ("woman", "household"), ("consent", "witness"),
        ("method_use", "stop_reason"), ("method_use", "not_using_reason"), ("method_use", "note"),
    }  # fmt: skip
    for kind, field in at_home:
        assert field in KINDS[kind].fields
        assert field not in KINDS[kind].county_fields
    for kind in ("response", "household", "roster_line", "worker", "unit", "population", "settled"):
        assert KINDS[kind].county_fields == ()


def test_what_anybody_can_read_of_a_file_says_nothing_of_anyone(village: Village) -> None:
    sent = village.office.send()
    header = peek(sent.path.read_bytes(), sent.path.name)
    assert (header.what, header.sender) == ("bundle", village.ledger.exchange.replica)
    assert sent.path.name.count("-") == 4
    assert found_in(sent.path.name.encode()) == set()
    assert not {w.id[:8] for w in village.women()} & set(sent.path.name.split("-"))
