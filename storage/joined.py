"""Which entries of the ledger are one woman, read from the few that were joined to another."""

from __future__ import annotations

from typing import Any

from app.same_woman import Same
from storage.tables import in_lots


def read_same(connection: Any) -> Same:
    """Who stands for whom now. An index holds only the joined entries, so this costs nothing where there are none."""
    rows = connection.execute("SELECT id, merged_into FROM woman WHERE merged_into IS NOT NULL").fetchall()
    joined: dict[str, str] = dict(rows)
    if not joined:
        return Same(joined)
    named = {*joined, *joined.values()}
    here = {
        woman
        for marks, lot in in_lots(named)
        for (woman,) in connection.execute(f"SELECT id FROM woman WHERE retired IS NULL AND id IN {marks}", lot)
    }
    return Same(joined, named - here)
