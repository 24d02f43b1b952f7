from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.ledger import Ledger
from tests.support.ledgers import Place, new_ledger


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A closed, empty ledger."""
    ledger, place = new_ledger(tmp_path)
    ledger.close()
    return place


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    """The same, open."""
    opened = place.open()
    yield opened
    opened.close()
