"""What would change if a backup came back, in words. No Qt."""

from __future__ import annotations

from datetime import date

from app.records import Woman, Worker
from storage.restoring import Difference
from ui.desktop.pages.history.told import verb_words
from ui.moments import say_clock
from ui.text import tr

MOST_NAMES, MOST_CHANGES = 20, 30


def headline(found: Difference) -> str:
    """One sentence: nothing would change, or how much was done since."""
    if found.nothing:
        return tr("restore.same", n=f"{found.records:,}")
    return tr("restore.since", n=found.since, records=f"{found.records:,}")


def missing_words(found: Difference) -> list[str]:
    """What is there now and would be missing, what would come back, what would be older, what stays erased."""
    lines = []
    if found.missing:
        lines.append(tr("restore.missing", what=_counted(found.missing)))
    if found.women:
        names = tr("history.and").join(name for _, name in found.women[:MOST_NAMES])
        more = found.missing.get("woman", 0) - min(len(found.women), MOST_NAMES)
        lines.append(tr("restore.women_more", names=names, n=more) if more > 0 else tr("restore.women", names=names))
    if found.older:
        lines.append(tr("restore.older", n=found.older))
    if found.returning:
        lines.append(tr("restore.returning", what=_counted(found.returning)))
    if found.erased:
        lines.append(tr("restore.erased", n=found.erased))
    return lines


def change_words(found: Difference, workers: list[Worker], today: date) -> list[str]:
    """What was done since, newest first."""
    names = {worker.id: worker.name for worker in workers}
    lines = [
        "　".join(part for part in (say_clock(c.at_ms, today), names.get(c.author, ""), verb_words(c.verb)) if part)
        for c in found.changes[:MOST_CHANGES]
    ]
    if found.since > len(lines):
        lines.append(tr("restore.more_changes", n=found.since - len(lines)))
    return lines


def _counted(counts: dict[str, int]) -> str:
    said = [
        tr("restore.count_women", n=n) if kind == Woman.kind else tr("restore.count", kind=tr(f"kind.{kind}"), n=n)
        for kind, n in counts.items()
    ]
    return tr("history.and").join(said)
