"""The records of a village ledger: what each kind holds, described once."""

from __future__ import annotations

from types import MappingProxyType

from app.records.base import Kind, Record, Value, kind_of, values_of
from app.records.care import Consent, Delivery, MethodUse, Pregnancy, Response, Screening
from app.records.exchange import Edition, HandOver, Laptop, LaptopStop, Proposal, ProposalAnswer
from app.records.fields import Audience
from app.records.month import CopiedOut, ListCheck, MonthReport, SampleItem
from app.records.office import BenefitCase, BenefitStep, Outreach, Request
from app.records.people import Child, Household, LifeEvent, Move, RosterLine, Woman
from app.records.settled import Settled
from app.records.supplies import SupplyBatch, SupplyItem, SupplyMovement
from app.records.village import Population, Unit, VillageGroup, Worker
from app.records.visit import Visit

_ALL: tuple[type[Record], ...] = (
    Unit, Worker, Household, Woman, Consent, Child, Pregnancy, Delivery, MethodUse, Visit, Response, Screening, Move,
    LifeEvent, VillageGroup, Population, RosterLine, SupplyItem, SupplyBatch, SupplyMovement, BenefitCase,
    BenefitStep, Outreach, Request, MonthReport, CopiedOut, ListCheck, SampleItem, Settled,
    Laptop, LaptopStop, Proposal, ProposalAnswer, HandOver, Edition,
)  # fmt: skip

KINDS: MappingProxyType[str, Kind] = MappingProxyType({cls.kind: kind_of(cls) for cls in _ALL})
"""Every kind by name, in an order in which nothing refers to what comes later (but pregnancies and children)."""

__all__ = [
    "KINDS", "Audience", "BenefitCase", "BenefitStep", "Child", "Consent", "CopiedOut", "Delivery", "Edition", "HandOver",
    "Household", "Kind", "Laptop", "LaptopStop", "LifeEvent", "ListCheck", "MethodUse", "MonthReport", "Move", "Outreach",
    "Population", "Pregnancy", "Proposal", "ProposalAnswer",
    "Record", "Request", "Response", "RosterLine", "SampleItem", "Screening", "Settled", "SupplyBatch", "SupplyItem",
    "SupplyMovement", "Unit", "Value", "VillageGroup", "Visit", "Woman", "Worker", "kind_of", "values_of",
]  # fmt: skip
