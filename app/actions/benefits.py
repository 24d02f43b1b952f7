"""An application for a benefit: made, its papers, its steps."""

from __future__ import annotations

from collections.abc import Sequence

from app.actions import Fresh, Values, made
from app.codes import code_list
from app.records import BenefitCase, BenefitStep
from app.records.writes import Add, Edit, Write


def apply_for(woman: str, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """An application about a woman of the ledger; the case is the only write."""
    return (Add(made(BenefitCase, values, fresh=fresh, subject=woman)),)


def edit_case(case: BenefitCase, values: Values) -> Sequence[Write]:
    """Corrects an application."""
    changed = {name: value for name, value in values.items() if getattr(case, name) != value}
    return (Edit(BenefitCase.kind, case.id, changed),) if changed else ()


def tick_paper(case: BenefitCase, document: str, *, there: bool) -> Sequence[Write]:
    """One of the papers is there, or is not."""
    wanted = {*(case.documents or "").split()} - {document} | ({document} if there else set())
    kept = " ".join(code for code in code_list("benefit_document").codes if code in wanted)
    return edit_case(case, {"documents": kept or None})


def take_step(case: BenefitCase, values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """One step of the case, with its day and the opinion given."""
    return (Add(made(BenefitStep, {**values, "case": case.id}, fresh=fresh, subject=case.subject)),)
