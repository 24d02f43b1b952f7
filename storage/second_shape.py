"""What format 2 added to the ledger file: the whole ledger, beyond the first chain from import to county."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.agenda_marks import AGENDA

if TYPE_CHECKING:
    from sqlite_utils import Database

_ADDED: dict[str, str] = {
    "unit": "until change successor",
    "worker": "left",
    "household": "walk:i",
    "woman": "merged_into",
    "consent": "through hours",
    "child": "joined_date note",
    "pregnancy": "lmp_known lmp_stated booked_weeks:i fetuses:i history grade grade_date grade_facility intention",
    "delivery": "facility complications",
    "method_use": "provider explained agreed side_effects",
    "visit": "provider height_mm:i haemoglobin:i urine_protein semen_test fundal_height_mm:i girth_mm:i baby_position"
    " baby_heart:i baby_movement swelling blood_tests folic_acid womb child_weight_g:i child_length_mm:i"
    " child_head_mm:i child_temperature:i child_jaundice child_cord child_screening child_development child_vitamin_d"
    " child_vaccines child_illness partner_checked items_done:i check_result danger_signs referral_urgency"
    " referral_outcome_date note",
    "move": "safe_contact",
    "population": "deaths:i",
}

_NEW: dict[str, str] = {
    "screening": "retired screen date test facility result referral_facility closed_date note",
    "supply_item": "retired article spec measure lasts_days:i holds:i low_at:i",
    "supply_batch": "retired item number expiry source",
    "supply_movement": "retired batch movement quantity:i date until visit reason",
    "benefit_case": "retired scheme scheme_name applicant date basis documents note",
    "benefit_step": "retired case step date until opinion amount_fen:i",
    "village_group": "retired number:i name walk:i",
    "outreach": "retired date topic life_stage place audience_count:i materials note",
    "month_report": "retired month number:i date by definitions figures digest key traces note",
    "copied_out": "retired system record state date",
    "list_check": "retired about date source first last matched:i differing:i only_here:i omitted:i",
    "sample_item": "retired quarter about_kind record field found date",
    "settled": "retired record finding field seen",
    "request": "retired asked date what outcome outcome_date reason answer",
}


def columns_of(described: str) -> dict[str, Any]:
    """``"name count:i"`` as column names and their types."""
    words = (word.partition(":") for word in described.split())
    return {name: int if numeric else str for name, _, numeric in words}


_FIELDS = {kind: frozenset(columns_of(described)) for kind, described in _ADDED.items()}


def came_second(kind: str, field: str) -> bool:
    """Whether a field of a kind came with this format."""
    return kind in _NEW or field in _FIELDS.get(kind, ())


def widen_to_the_whole_ledger(db: Database) -> None:
    """The columns and tables of format 2."""
    for kind, described in _ADDED.items():
        for name, of in columns_of(described).items():
            db.table(kind).add_column(name, of)
    for kind, described in _NEW.items():
        columns = {"id": str, "subject": str, **columns_of(described), "v": int}
        db.table(kind).create(columns, pk="id", not_null={"id", "subject", "v"}, strict=True)
        db.table(kind).create_index(["subject"])
        db.table(kind).create_index(["v"])
    for statement in _LEDGER_2:
        db.execute(statement)


_LEDGER_2: tuple[str, ...] = (
    # The few entries that were joined to another are found at once, whatever else is read (storage/joined.py).
    "CREATE INDEX woman_merged_into ON woman (merged_into) WHERE merged_into IS NOT NULL",
    *AGENDA,
)
