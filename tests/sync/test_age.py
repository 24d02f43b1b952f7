"""The age command of Debian opens what a file's recipient should open, and no other key opens anything."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyrage
import pytest

from app.records.writes import Add
from sync import keyring
from sync.envelope import Keys, new_keys, peek
from sync.hub.county import KEYS_FILE, Hub
from sync.pack import pack
from sync.receipt import receipt_in
from sync.unpack import unpack
from sync.vocabulary import plainest
from tests.support.ledgers import a_woman
from tests.sync.colleagues import Colleague, an_office
from tests.sync.support import START, Office, a_hub

AGE = shutil.which("age") or "age"
"""``./dev test`` brings it."""


@dataclass
class Keyring:
    """Everybody who has a key, and the files of one exchange."""

    keys: dict[str, Keys]
    names: dict[str, str]
    files: dict[str, bytes]
    told: bytes
    """The delta of the bundle, packed as it was sent."""


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyring]:
    root = tmp_path_factory.mktemp("age")
    first, second = an_office(root, "一号", "二号")
    county = Office(first.ledger, first.stick, a_hub(root))
    county.enrol()
    her = a_woman()
    first.ledger.write("woman.register", [Add(her)])
    county.says(her, "given")
    told = pack(plainest(first.ledger.exchange.collect_for_county(county.hub.id)))
    bundle = county.send().path.read_bytes()
    receipt = county.hub.take(bundle, "b.suifang", START).content
    (office,) = first.give()
    with closing(first.ledger), closing(second.ledger), closing(county.hub):
        yield Keyring(
            keys={
                "first": keys_of(first),
                "second": keys_of(second),
                "county": county.hub._keys,
                "stranger": new_keys(),
            },
            names={"first": first.replica, "second": second.replica, "county": county.hub.id, "stranger": "0" * 32},
            files={"bundle": bundle, "receipt": receipt, "office": office.read_bytes()},
            told=told,
        )


def keys_of(one: Colleague) -> Keys:
    keys = keyring.my_keys(one.ledger)
    assert keys is not None
    return keys


def body_of(file: bytes) -> bytes:
    """What lies between header and digest, by the table in docs/sync.md §6."""
    header, body = int.from_bytes(file[9:13]), int.from_bytes(file[13:21])
    return file[21 + header : 21 + header + body]


def opened_by(age: Path, body: bytes, keys: Keys) -> bytes | None:
    """What ``age --decrypt`` makes of it with a key, None where that is not its key."""
    identity, sealed = age / "identity", age / "sealed"
    identity.write_text(keys.seal + "\n")
    sealed.write_bytes(body)
    done = subprocess.run([AGE, "--decrypt", "-i", str(identity), str(sealed)], capture_output=True, check=False)
    assert (done.returncode == 0) == (b"no identity matched" not in done.stderr), done.stderr
    return done.stdout if done.returncode == 0 else None


@pytest.mark.parametrize(("what", "whose"), [("bundle", "county"), ("office", "second"), ("receipt", "first")])
def test_only_the_one_it_is_for_opens_a_file(exchanged: Keyring, tmp_path: Path, what: str, whose: str) -> None:
    file = exchanged.files[what]
    assert peek(file, what).to == (exchanged.names[whose],)
    for name, keys in exchanged.keys.items():
        assert (opened_by(tmp_path, body_of(file), keys) is not None) == (name == whose), name


def test_what_the_county_s_key_opens_is_the_bundle_s_content(exchanged: Keyring, tmp_path: Path) -> None:
    plain = opened_by(tmp_path, body_of(exchanged.files["bundle"]), exchanged.keys["county"])
    assert plain == exchanged.told
    assert unpack(plain).records


def test_what_the_laptop_s_key_opens_is_the_receipt(exchanged: Keyring, tmp_path: Path) -> None:
    plain = opened_by(tmp_path, body_of(exchanged.files["receipt"]), exchanged.keys["first"])
    assert plain is not None
    assert receipt_in(plain, "r").outcome == "taken"


def test_the_county_cannot_read_what_colleagues_tell_each_other_though_it_carries_it(
    exchanged: Keyring, tmp_path: Path
) -> None:
    file = exchanged.files["office"]
    assert opened_by(tmp_path, body_of(file), exchanged.keys["county"]) is None
    assert opened_by(tmp_path, body_of(file), exchanged.keys["first"]) is None, "nor does its writer need to"
    plain = opened_by(tmp_path, body_of(file), exchanged.keys["second"])
    assert plain is not None
    assert unpack(plain).upto


def test_a_body_altered_by_a_byte_opens_with_no_key(exchanged: Keyring, tmp_path: Path) -> None:
    body = bytearray(body_of(exchanged.files["bundle"]))
    body[-20] ^= 1
    (tmp_path / "identity").write_text(exchanged.keys["county"].seal)
    (tmp_path / "sealed").write_bytes(body)
    command = [AGE, "--decrypt", "-i", str(tmp_path / "identity"), str(tmp_path / "sealed")]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_what_age_seals_to_a_recipient_of_ours_is_opened_here(exchanged: Keyring, tmp_path: Path) -> None:
    """The other way round: any tool can write for the county."""
    keys, plain = exchanged.keys["county"], b"by another program"
    done = subprocess.run([AGE, "-r", keys.public.seal], input=plain, capture_output=True, check=True)
    assert pyrage.decrypt(done.stdout, [pyrage.x25519.Identity.from_str(keys.seal)]) == plain


def test_the_hub_s_keys_at_rest_are_an_age_file_under_a_passphrase(tmp_path: Path) -> None:
    Hub.create(tmp_path, "县", "十二个字的口令不算太短吧").close()
    locked = (tmp_path / KEYS_FILE).read_bytes()
    assert locked.startswith(b"age-encryption.org/v1\n-> scrypt ")
    plain = pyrage.passphrase.decrypt(locked, "十二个字的口令不算太短吧")
    assert msgspec.msgpack.decode(plain, type=Keys).seal.startswith("AGE-SECRET-KEY-1")
    for key in (new_keys(), new_keys()):
        (tmp_path / "identity").write_text(key.seal)
        command = [AGE, "--decrypt", "-i", str(tmp_path / "identity"), str(tmp_path / KEYS_FILE)]
        assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode != 0
