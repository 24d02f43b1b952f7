"""Recording care: a visit, a method, a consent, an answer."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from app.actions import Verb, consents, methods, village, visits
from app.errors import InputError
from app.figures.methods import NO_METHOD
from app.people import running
from app.records import MethodUse, Population
from app.values.dates import of_day
from storage.changes import Changed
from storage.erasing import hers
from storage.ids import new_id
from ui.cli.fields import code_of, read_fields
from ui.cli.opening import day_of, month_of, opened, today, woman_of
from ui.cli.told import Told
from ui.cli.women import followup_of, recent_stories
from ui.dates import say_date
from ui.text import tr


def _saved(changed: Changed, name: str, **data: Any) -> Told:
    number = changed.dot.seq if changed.dot else None
    return Told({"number": number, **data}, (tr("cli.saved", name=name, number=number),))


def visit(options: Namespace) -> Told:
    """``visit``: one meeting with the findings of its kind."""
    day = day_of(options.on)
    kind = code_of("visit_kind", "visit_kind", options.kind)
    values = read_fields("visit", options.fields, day, but=("visit_kind", "date"))
    with opened(options) as ledger:
        story = woman_of(ledger, options.woman)
        told = visits.record_visit(story, {**values, "visit_kind": kind, "date": of_day(day)}, fresh=new_id)
        return _saved(ledger.write(Verb.VISIT, told), story.woman.name, woman=story.woman.id)


def method_start(options: Namespace) -> Told:
    """``method start``: stops what ran until then, unless ``--beside``."""
    day = day_of(options.on)
    method = code_of("method", "method", options.method)
    values = {"start": of_day(day), **read_fields("method_use", options.fields, day, but=("method",)), "method": method}
    with opened(options) as ledger:
        story = woman_of(ledger, options.woman)
        told = methods.start(story, values, today=day, beside=options.beside, fresh=new_id)
        return _saved(ledger.write(Verb.METHOD_START, told), story.woman.name, woman=story.woman.id)


def method_stop(options: Namespace) -> Told:
    """``method stop``: the one in use; named where there are several."""
    day = day_of(options.on)
    reason = code_of("stop_reason", "stop_reason", options.reason) if options.reason else None
    with opened(options) as ledger:
        story = woman_of(ledger, options.woman)
        use = _one_in_use([m for m in running(story, day) if m.method != NO_METHOD], options.method)
        told = methods.stop(use, of_day(day), reason)
        return _saved(ledger.write(Verb.METHOD_STOP, told), story.woman.name, woman=story.woman.id)


def _one_in_use(using: list[MethodUse], named: str | None) -> MethodUse:
    wanted = code_of("method", "method", named) if named else None
    fitting = [use for use in using if wanted is None or use.method == wanted]
    if len(fitting) != 1:
        raise InputError("cli.method.which" if fitting else "cli.method.none")
    return fitting[0]


def consent(options: Namespace) -> Told:
    """``consent``: what she said about one scope."""
    day = day_of(options.on)
    scope = code_of("scope", "consent_scope", options.scope)
    how = code_of("how", "consent_how", options.how) if options.how else None
    with opened(options) as ledger:
        story = woman_of(ledger, options.woman)
        told = consents.state(
            story, scope, agrees=options.state == "given", on=day, how=how, witness=options.witness, fresh=new_id,
            hers=hers(ledger, story.woman.id),
        )  # fmt: skip
        return _saved(ledger.write(Verb.CONSENT, told), story.woman.name, woman=story.woman.id)


def answer(options: Namespace) -> Told:
    """``answer``: to the follow-up that ``due`` shows under a key."""
    day = day_of(options.on)
    until = day_of(options.until) if options.until else None
    with opened(options) as ledger:
        found = followup_of(recent_stories(ledger, day), options.followup.lower(), day)
        if len(found) != 1:
            raise InputError("cli.followup.unknown")
        story, one = found[0]
        told = visits.answer(
            story,
            rule=one.rule,
            anchor=one.anchor,
            occurrence=one.occurrence,
            answer=options.answer,
            on=day,
            until=until,
            fresh=new_id,
        )
        return _saved(ledger.write(Verb.ANSWER, told), story.woman.name, woman=story.woman.id)


def population(options: Namespace) -> Told:
    """``population``: how many people lived here at the end of a month, as stated by somebody."""
    month = month_of(options.month, today())
    with opened(options) as ledger:
        told = village.enter_population(
            month,
            residents=options.residents,
            registered=options.registered,
            source=options.source,
            deaths=... if options.deaths is None else options.deaths,
            stated=ledger.all(Population),
            fresh=new_id,
        )
        changed = ledger.write(Verb.POPULATION, told) if told else None
    number = changed.dot.seq if changed and changed.dot else None
    lines = [tr("cli.saved", name=say_date(month), number=number)] if told else [tr("cli.import.nothing")]
    return Told({"number": number, "month": month}, lines)
