"""What an entry of the audit says to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ui.text import tr

if TYPE_CHECKING:
    from storage.audit import Trace

_SHOWN = ("with_names", "with_method", "with_phone", "with_hidden")


_WITH_FACTS = ("person.remove", "passphrase.given", "restored", "clock")


def what_words(trace: Trace, people: Mapping[str, str] | None = None) -> str:
    """What was done: ``打印了育龄妇女花名册（有姓名、有电话，41 行）``. ``people``: names of workers by id."""
    detail = trace.detail
    if trace.what.startswith("export."):
        form = tr(f"audit.form.{trace.what.removeprefix('export.')}")
        said = tr(f"audit.way.{detail.get('way', 'save')}", form=form)
    elif trace.what == "audit.cut":
        return tr("audit.what.audit.cut", known=detail.get("known"), here=detail.get("here"))
    elif trace.what == "erase":
        entries = detail.get("entries")
        return tr("audit.what.erase", n=len(entries) if isinstance(entries, list) else 0)
    elif trace.what in _WITH_FACTS:
        person = people.get(str(detail.get("person", "")), "") if people else ""
        return tr(f"audit.what.{trace.what}", **{**detail, "person": person or tr("audit.somebody")})
    else:
        said = tr(f"audit.what.{trace.what}")
    facts = [tr(f"audit.fact.{name}") for name in _SHOWN if detail.get(name)]
    if "rows" in detail:
        facts.append(tr("audit.fact.rows", n=detail["rows"]))
    return tr("audit.with", what=said, facts=tr("audit.and").join(facts)) if facts else said


def short_words(trace: Trace) -> str:
    """What was looked at, beside what was changed: ``看了证件和电话``."""
    return tr(f"audit.past.{trace.what}")


def purpose_words(trace: Trace) -> str:
    """What she said it is for, in her words, or nothing."""
    return str(trace.detail.get("purpose", ""))
