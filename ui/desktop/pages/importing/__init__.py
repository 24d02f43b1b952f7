"""导入花名册: from a file of another system to the ledger, with every row's outcome seen before anything is written."""

from __future__ import annotations

from ui.desktop.pages.importing.page import ImportPage

__all__ = ["ImportPage"]
