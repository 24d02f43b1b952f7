"""Who can open the ledger, who cannot, and how long somebody who guesses must wait."""

from pathlib import Path

import pytest

from app.errors import InputError, KeyRefused, LedgerBusy, LedgerDamaged, LedgerError
from app.records import Woman
from app.records.writes import Add
from storage import keys
from storage.ledger import Ledger, people
from tests.support.ledgers import CHEAP, PASSPHRASE, Place, a_woman, new_ledger


class Clock:
    """The laptop's clock, as the key file sees it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_795_000_000.0
        monkeypatch.setattr("storage.keys.time.time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def refused(place: Place, passphrase: str = "falsch") -> KeyRefused:
    with pytest.raises(KeyRefused) as error:
        place.open(passphrase)
    return error.value


def test_wrong_tries_slow_down_although_the_program_is_started_again(place: Place, clock: Clock) -> None:
    waits = []
    for _ in range(keys.FREE_TRIES + 7):
        error = refused(place)
        assert error.code == "ledger.key.wrong"
        wait = error.facts["wait_seconds"]
        assert isinstance(wait, int)
        waits.append(wait)
        if wait:
            clock.now += wait - 1
            assert refused(place, PASSPHRASE).code == "ledger.key.wait", "even the right one waits"
            clock.now += 1.5
    assert waits == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    place.open().close()
    assert refused(place).facts["tries"] == 1, "the right one lets the wrong ones be forgotten"


def test_a_clock_set_back_locks_nobody_out_for_long(place: Place, clock: Clock) -> None:
    for _ in range(keys.FREE_TRIES):
        refused(place)
    clock.now -= 10 * 365 * 86_400
    wait = refused(place, PASSPHRASE).facts["wait_seconds"]
    assert isinstance(wait, int)
    assert wait <= 60


def test_a_new_passphrase_replaces_the_old_one(place: Place) -> None:
    ledger = place.open()
    with pytest.raises(KeyRefused):
        ledger.change_passphrase("falsch", "neu", cost=CHEAP)
    ledger.change_passphrase(PASSPHRASE, "山上的茶园很绿", cost=CHEAP)
    ledger.close()
    refused(place)
    place.open("山上的茶园很绿").close()


def test_the_same_characters_are_the_same_secret_however_they_were_typed(place: Place) -> None:
    ledger = place.open()
    ledger.change_passphrase(PASSPHRASE, "ｌｉａｎｈｅ１２３", cost=CHEAP)
    ledger.close()
    place.open("lianhe123").close()


def test_a_second_person_opens_with_her_own_passphrase_and_is_named_in_history(place: Place) -> None:
    ledger = place.open()
    liu = ledger.add_person("刘芳", "后山的竹林", cost=CHEAP)
    ledger.close()
    assert [p.name for p in people(place.folder)] == ["肖玉梅", "刘芳"]
    hers = Ledger.open(place.folder, liu.id, "后山的竹林", marks=place.marks)
    her = a_woman()
    hers.write("add", [Add(her)])
    assert hers.history.made_by("woman", her.id)[1] == liu.id == hers.me.id
    hers.close()
    with pytest.raises(KeyRefused, match=r"ledger.key.wrong"):
        Ledger.open(place.folder, liu.id, PASSPHRASE, marks=place.marks)
    with pytest.raises(KeyRefused, match=r"ledger.key.nobody"):
        Ledger.open(place.folder, "0" * 32, PASSPHRASE, marks=place.marks)


def test_the_recovery_sheet_opens_and_gives_a_new_passphrase(tmp_path: Path) -> None:
    ledger, place = new_ledger(tmp_path)
    me = ledger.me.id
    ledger.close()
    typed = place.code.replace(" ", "-").translate({0x30 + n: 0xFF10 + n for n in range(10)})
    again = Ledger.open_with_recovery(place.folder, typed, me, "新的口令", cost=CHEAP, marks=place.marks)
    assert [e.verb for e in again.history.changes(1)] == ["ledger.recovered"]
    again.close()
    refused(place)
    place.open("新的口令").close()
    other = keys.new_recovery_code()
    with pytest.raises(KeyRefused):
        Ledger.open_with_recovery(place.folder, other, me, "x", cost=CHEAP, marks=place.marks)
    place.open("新的口令").close()


def test_a_slip_in_the_recovery_code_is_found_and_its_group_named() -> None:
    for _ in range(20):
        code = keys.new_recovery_code()
        assert keys.read_recovery_code(code) == code
        for at, digit in enumerate(code):
            if digit != " ":
                wrong = code[:at] + str((int(digit) + 1 + at % 9) % 10) + code[at + 1 :]
                with pytest.raises(InputError) as slip:
                    keys.read_recovery_code(wrong)
                assert slip.value.facts == {"group": at // 5 + 1}
        groups = code.split()
        for place in range(11):
            swapped = [*groups[:place], groups[place + 1], groups[place], *groups[place + 2 :]]
            with pytest.raises(InputError):
                keys.read_recovery_code(" ".join(swapped))
        with pytest.raises(InputError, match=r"input.recovery.length"):
            keys.read_recovery_code(code[:-1])


def test_a_second_program_is_refused_and_does_not_touch_the_keys(place: Place) -> None:
    ledger = place.open()
    before = (place.folder / "ledger.keys").read_bytes()
    for passphrase in (PASSPHRASE, "falsch"):
        with pytest.raises(LedgerBusy, match=r"ledger.open_elsewhere"):
            place.open(passphrase)
    assert (place.folder / "ledger.keys").read_bytes() == before
    ledger.close()
    ledger.close()
    place.open().close()


def test_whatever_fails_the_folder_is_free_again(place: Place) -> None:
    refused(place)
    whole = (place.folder / "ledger.sfl").read_bytes()
    (place.folder / "ledger.sfl").write_bytes(b"x" * 9_000)
    with pytest.raises(LedgerDamaged):
        place.open()
    (place.folder / "ledger.sfl").write_bytes(whole)
    place.open().close()


def test_a_folder_holds_one_ledger(place: Place) -> None:
    with pytest.raises(LedgerError, match=r"ledger.exists"):
        new_ledger(place.folder.parent, place.folder.name)


def test_a_creation_that_was_killed_is_set_aside(tmp_path: Path) -> None:
    ledger, place = new_ledger(tmp_path)
    ledger.write("add", [Add(a_woman())])
    ledger.close()
    (place.folder / "ledger.keys").rename(tmp_path / "lost.keys")
    with pytest.raises(LedgerError, match=r"ledger.keys.missing"):
        people(place.folder)
    fresh, _ = new_ledger(tmp_path)
    assert fresh.count(Woman) == 0
    fresh.close()
    assert len(list(place.folder.glob("unfinished-*.sfl"))) == 1, "renamed, in case the keys are found again"


def test_a_key_file_that_is_none_is_said_to_be_damaged(place: Place) -> None:
    file = place.folder / "ledger.keys"
    whole = file.read_bytes()
    for broken in (b"", whole[:-5], b"[]", b"\xff" * 40):
        file.write_bytes(broken)
        with pytest.raises(LedgerDamaged, match=r"ledger.keys.damaged"):
            people(place.folder)
