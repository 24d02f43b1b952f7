"""A file is opened whole by whom it is for, or refused with its cause."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import msgspec
import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ExchangeError, ExchangeWaits, KeyRefused
from sync import envelope
from sync.enrolment import Grant, Request, read_grant, read_request, write_grant, write_request
from sync.envelope import (
    PROGRAM,
    Opened,
    lock_keys,
    new_keys,
    open_sealed,
    peek,
    same_code,
    seal,
    short_code,
    unlock_keys,
)  # fmt: skip
from sync.receipt import Receipt, receipt_in

LAPTOP, COUNTY = "1" * 32, "2" * 32
MINE, THEIRS, STRANGERS = new_keys(), new_keys(), new_keys()
CONTENT = "她的一次随访".encode()
REFUSED = {
    "exchange.not_ours",
    "exchange.cut",
    "exchange.altered",
    "exchange.newer",
    "exchange.newer.form",
    "exchange.malformed",
}


def a_file(needs: int = 1) -> bytes:
    to = {COUNTY: THEIRS.public}
    return seal(CONTENT, what="bundle", file_id="f" * 32, sender=LAPTOP, keys=MINE, to=to, needs=needs)


FILE = a_file()


def opened(file: bytes) -> Opened:
    return open_sealed(file, "a.suifang", me=COUNTY, keys=THEIRS, senders={LAPTOP: MINE.public}.get)


def code_of(file: bytes) -> str:
    with pytest.raises(ExchangeError) as caught:
        opened(file)
    assert caught.value.facts["file"] == "a.suifang"
    return caught.value.code


def test_the_recipient_reads_what_was_sent() -> None:
    assert opened(FILE).content == CONTENT
    assert peek(FILE, "a").sender == LAPTOP


def test_nothing_of_the_content_shows_outside() -> None:
    assert CONTENT not in FILE
    header = FILE[21 : 21 + int.from_bytes(FILE[9:13])]
    assert set(msgspec.json.decode(header)) == {"what", "suite", "needs", "program", "id", "sender", "to"}


def test_any_age_tool_with_the_key_opens_the_body() -> None:
    start = 21 + int.from_bytes(FILE[9:13])
    body = FILE[start : start + int.from_bytes(FILE[13:21])]
    assert pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(THEIRS.seal)]) == CONTENT


def test_every_cut_is_refused() -> None:
    codes = [code_of(FILE[:end]) for end in range(len(FILE))]
    assert codes[0] == "exchange.not_ours"
    assert set(codes[1:]) == {"exchange.cut"}


@pytest.mark.parametrize("bits", [0x01, 0x80, 0xFF])
def test_every_changed_byte_is_refused(bits: int) -> None:
    for place in range(len(FILE)):
        changed = bytearray(FILE)
        changed[place] ^= bits
        assert code_of(bytes(changed)) in REFUSED


@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    assert code_of(noise) in REFUSED
    assert code_of(envelope.MAGIC + b"\x01" + noise) in REFUSED


def test_more_after_the_end_is_no_longer_the_file() -> None:
    assert code_of(FILE + b"\0") == "exchange.altered"


def test_a_file_for_someone_else_is_foreign() -> None:
    other = seal(CONTENT, what="bundle", file_id="f" * 32, sender=LAPTOP, keys=MINE, to={"3" * 32: STRANGERS.public})
    assert code_of(other) == "exchange.foreign"


def test_a_sender_nobody_enrolled_is_a_stranger() -> None:
    other = seal(CONTENT, what="bundle", file_id="f" * 32, sender="9" * 32, keys=STRANGERS, to={COUNTY: THEIRS.public})
    assert code_of(other) == "exchange.stranger"


def test_a_stranger_under_a_known_name_is_found_out() -> None:
    other = seal(CONTENT, what="bundle", file_id="f" * 32, sender=LAPTOP, keys=STRANGERS, to={COUNTY: THEIRS.public})
    assert code_of(other) == "exchange.altered"


def test_a_file_of_a_newer_program_waits_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(envelope, "PROGRAM", "0.9.0")
        newer = a_file(needs=envelope.SPEAKS + 1)
    with pytest.raises(ExchangeWaits, match=r"exchange\.newer") as caught:
        opened(newer)
    assert caught.value.facts["program"] == "0.9.0"
    with pytest.raises(ExchangeWaits, match=r"exchange\.newer"):
        opened(FILE[:8] + b"\x02" + b"of another form altogether")


def test_keys_lie_locked_and_only_the_passphrase_opens_them() -> None:
    locked = lock_keys(MINE, "十二个字的口令不算太短吧")
    assert MINE.sign not in locked
    assert unlock_keys(locked, "十二个字的口令不算太短吧") == MINE
    with pytest.raises(KeyRefused, match=r"hub\.key\.wrong"):
        unlock_keys(locked, "别的口令")
    with pytest.raises(KeyRefused, match=r"hub\.key\.wrong"):
        unlock_keys(locked[:50], "十二个字的口令不算太短吧")


def test_a_short_code_is_the_same_for_the_same_keys_only() -> None:
    code = short_code(LAPTOP, MINE.public)
    assert [len(group) for group in code.split(" ")] == [4, 4, 4, 4]
    assert code == short_code(LAPTOP, MINE.public)
    assert len({code, short_code(COUNTY, MINE.public), short_code(LAPTOP, THEIRS.public)}) == 3
    assert same_code(code.replace(" ", ""), code)
    assert same_code(code.translate({ord(str(n)): "０１２３４５６７８９"[n] for n in range(10)}), code)
    assert not same_code(code[:-1], code)


def test_a_request_and_its_answer_are_read_as_written() -> None:
    request = Request(LAPTOP, "430981203205", "莲荷村", "一号电脑", MINE.public)
    assert read_request(write_request(request, MINE, "a" * 32), "r") == (request, "a" * 32)
    grant = Grant("a" * 32, LAPTOP, COUNTY, "桃江县", THEIRS.public)
    assert read_grant(write_grant(grant, THEIRS, "b" * 32), "g") == grant


def test_a_request_signed_by_another_key_is_refused() -> None:
    request = Request(LAPTOP, "430981203205", "莲荷村", "一号电脑", MINE.public)
    with pytest.raises(ExchangeError, match=r"exchange\.altered"):
        read_request(write_request(request, STRANGERS, "a" * 32), "r")
    with pytest.raises(ExchangeError, match=r"exchange\.not_enrolment"):
        read_grant(write_request(request, MINE, "a" * 32), "r")
    with pytest.raises(ExchangeError, match=r"exchange\.not_enrolment"):
        read_request(FILE, "r")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xc0", msgspec.msgpack.encode({"number": 1}),
     msgspec.msgpack.encode(Receipt(0, "b", "taken", 0, {})),
     msgspec.msgpack.encode(Receipt(1, "b", "taken", 0, {"x": (1, bytes(32))})),
     msgspec.msgpack.encode(Receipt(1, "b", "taken", 0, {LAPTOP: (1, b"short")}))],
)  # fmt: skip
def test_a_receipt_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        receipt_in(content, "r")


def test_the_version_told_is_the_program_s() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == PROGRAM


def test_file_names_fit_every_file_system() -> None:
    from sync.files import file_name

    name = file_name("bundle", "4309-81/2032:05", date(2026, 11, 22), "0123456789abcdef")
    assert name == "suifang-bundle-430981203205-20261122-01234567.suifang"
