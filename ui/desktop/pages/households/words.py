"""Households and groups in words."""

from __future__ import annotations

from app.households import Group, Home
from app.records import Household
from ui.text import tr


def door_words(home: Household) -> str:
    """12号, as far as known."""
    if not home.door:
        return ""
    return tr("ledger.door", n=home.door) if home.door.isdecimal() else home.door


def place_words(home: Household) -> str:
    """3组 12号."""
    parts = [tr("ledger.group", n=home.group) if home.group is not None else "", door_words(home)]
    return " ".join(part for part in parts if part)


def title_words(home: Household) -> str:
    """What a household is called: its place, else its head or number."""
    if words := place_words(home):
        return words
    if home.head:
        return tr("households.of_head", head=home.head)
    return tr("households.numbered", number=home.number) if home.number else tr("households.no_place")


def name_words(home: Household) -> str:
    """Place, head and number, to tell one from another."""
    parts = (place_words(home), home.head or "", home.number or "")
    return "　".join(part for part in parts if part) or tr("households.no_place")


def women_words(home: Home) -> str:
    """The names of those who may be seen on it."""
    return tr("settings.and").join(woman.name for woman in home.women)


def group_words(group: Group) -> str:
    """3组 莲花湾."""
    if group.number is None:
        return tr("today.no_group")
    return " ".join(part for part in (tr("today.group", n=group.number), group.name) if part)
