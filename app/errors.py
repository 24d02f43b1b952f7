"""The one tree of errors that Suifang raises on purpose.

An error carries a stable ``code`` (``area.subject.what``) and the facts a sentence about it needs. It never carries
a sentence: the words, in every language, live with the interface (``resources/text``), so that the same failure
reads well on the desktop, on the command line and at the hub.
"""

from __future__ import annotations


class SuifangError(Exception):
    """Something went wrong that a person can be told about.

    ``code`` is stable across releases; ``facts`` fill the sentence and never hold personal data that the log
    must not see (a field's name, not its value).
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code} ({shown})" if shown else self.code


class InputError(SuifangError):
    """What was typed or chosen cannot be taken as it is; nothing was changed."""


class RecordError(InputError):
    """A record breaks a rule that must hold. ``findings`` says each field and why (see ``app.records.checks``)."""

    def __init__(self, code: str, /, findings: tuple[object, ...] = (), **facts: object) -> None:
        super().__init__(code, **facts)
        self.findings = findings


class FileError(SuifangError):
    """A file given to the program could not be read or written; the ledger is unchanged."""


class LedgerError(SuifangError):
    """The ledger itself cannot be opened, read or written."""


class LedgerBusy(LedgerError):
    """Another program holds the ledger."""


class LedgerTooNew(LedgerError):
    """The ledger was written by a newer Suifang; this one must not touch it."""


class LedgerDamaged(LedgerError):
    """The file is not what it should be: cut, overwritten or not a ledger at all."""


class StorageTrouble(LedgerError):
    """The machine, not the program: disk full, read-only, locked by a scanner. Nothing half-done remains."""


class KeyRefused(LedgerError):
    """No key opens the ledger: a wrong passphrase, or too many tries in a short time (``wait_seconds``)."""


class NotAllowed(LedgerError):
    """Who is signed in may look and not change anything: a helper."""


class ExchangeError(SuifangError):
    """A bundle, receipt or enrolment cannot be used; nothing of it was applied."""


class ExchangeWaits(ExchangeError):
    """The file is sound but something must come first: an earlier bundle, or a newer program."""


class LineTrouble(ExchangeError):
    """The county's line does not answer, or not as it should. Nothing is lost, and a stick works as well."""


class NotCarried(ExchangeError):
    """The county does not take one file, or does not pass it on; the line holds, and other files may go."""


class Cancelled(SuifangError):
    """A person stopped a long operation; everything is as it was before."""
