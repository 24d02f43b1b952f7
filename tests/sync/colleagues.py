"""The laptops of one village office for tests: real ledgers, one stick each, everything by the verbs people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from storage.keys import Cost
from storage.ledger import Ledger
from sync import laptop, office
from sync.laptop import Became, Outcome
from tests.storage.test_incarnation import copied
from tests.support.ledgers import PASSPHRASE, Place, new_ledger
from tests.sync.support import START

CHEAP = Cost(1, 1024, 1)


@dataclass
class Colleague:
    """A laptop, where its ledger lies, and the stick that goes round."""

    name: str
    ledger: Ledger
    place: Place
    stick: Path
    now: datetime = START
    others: list[Colleague] = field(default_factory=list)

    @property
    def replica(self) -> str:
        return self.ledger.exchange.replica

    def admit(self, other: Colleague, *, goes_on: bool = False) -> None:
        """The other asks, this one admits it, the other accepts: both codes are compared."""
        asked = laptop.request_enrolment(other.ledger, self.stick, other.now, other.name)
        admitted = office.admit(self.ledger, asked.path, asked.code, self.stick, self.now, goes_on=goes_on)
        assert admitted.code == laptop.my_code(self.ledger)
        office.accept(other.ledger, admitted.path, admitted.code, other.now)
        asked.path.unlink()
        admitted.path.unlink()

    def give(self) -> list[Path]:
        """Writes for everybody else."""
        self.now += timedelta(minutes=1)
        return [sent.path for sent in office.send_office(self.ledger, self.stick, self.now)]

    def take(self) -> list[Outcome]:
        """Reads the stick."""
        return laptop.receive(self.ledger, self.stick, self.now)

    def tell(self, *others: Colleague) -> list[Outcome]:
        """One way: what these others make of what this one wrote; nothing stays on the stick."""
        written = self.give()
        outcomes = [one for other in others for one in other.take() if one.became is not Became.OTHER]
        for path in written:
            path.unlink()
        return outcomes

    def reopen(self, place: Place | None = None) -> None:
        """The program is closed and opened again, perhaps from a copy."""
        self.ledger.close()
        self.place = place or self.place
        self.ledger = self.place.open()

    def stop(self, other: str, reason: str = "lost") -> None:
        office.stop(self.ledger, other, reason, self.now)


def meet(one: Colleague, other: Colleague) -> list[Outcome]:
    """Both ways."""
    return [*one.tell(other), *other.tell(one)]


def colleague(root: Path, name: str, **who: str) -> Colleague:
    """A laptop with a fresh ledger of our village."""
    stick = root / "stick"
    stick.mkdir(exist_ok=True)
    if who:
        folder, marks = root / name, root / f"{name}-marks"
        told = {"unit_code": "430981203205", "unit_name": "莲荷村", "worker_name": name, **who}
        ledger, code = Ledger.create(folder, passphrase=PASSPHRASE, cost=CHEAP, marks=marks, **told)
        return Colleague(name, ledger, Place(folder, marks, code), stick)
    return Colleague(name, *new_ledger(root, name), stick)


def an_office(root: Path, *names: str) -> list[Colleague]:
    """Laptops of one office that have all met: the first admitted the others."""
    first, *others = [colleague(root, name) for name in names]
    for other in others:
        first.admit(other)
        meet(first, other)
    for _ in range(2):
        for one in (first, *others):
            one.tell(*(other for other in (first, *others) if other is not one))
    return [first, *others]


def all_tables(one: Colleague) -> dict[str, set[tuple[object, ...]]]:
    """What two laptops that know the same must hold alike: every record, every standing version, and what is erased."""
    from app.records import KINDS

    with one.ledger.reading() as db:
        dots = {
            v: (replica, seq)
            for v, replica, seq in db.execute(
                "SELECT c.id, r.id, c.seq FROM change c JOIN replica r ON r.no = c.replica"
            )
        }
        found: dict[str, set[tuple[object, ...]]] = {}
        for kind, described in KINDS.items():
            names = ", ".join(f'"{name}"' for name in described.columns)
            found[kind] = set(db.execute(f'SELECT {names} FROM "{kind}"').fetchall())
        found["cell"] = {
            (kind, record, name, dots[v], shown) for kind, record, name, v, shown in db.execute(
                "SELECT kind, id, field, v, shown FROM cell"
            )
        }  # fmt: skip
        found["erased"] = {(gone, dots[v]) for gone, v in db.execute("SELECT subject, v FROM erased")}
    return found


__all__ = ["Colleague", "all_tables", "an_office", "colleague", "copied", "meet"]
