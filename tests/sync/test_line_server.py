"""What the county's line says to whom, and uploads whose senders die, stall, lie or come twice."""

from __future__ import annotations

import os
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from storage.ids import new_id
from sync.envelope import MOST_BYTES, new_keys
from sync.hub import serving, uploads
from sync.hub.county import Hub
from sync.hub.schema import LAPTOP
from sync.hub.sessions import Counter, Limit, Sessions
from sync.hub.uploads import KEPT_SECONDS, MOST_UNDERWAY, Moved, Uploads
from tests.sync.lines import Raw, answering, digest, log
from tests.sync.offices import Laptop
from tests.sync.support import a_hub, bundle, enrol_bare

NAME = "suifang-bundle-430981203205-20261122-0000000a.suifang"


@dataclass
class Place:
    """A county whose line answers, and one laptop that is signed in."""

    hub: Hub
    home: Path
    port: int
    laptop: Raw
    ledger: Laptop

    def file(self) -> bytes:
        """A bundle with a woman nobody has heard of yet; some hundreds of bytes long."""
        woman = new_id()
        self.ledger.make("woman", woman, woman, name="王秀兰")
        self.ledger.say(new_id(), woman, "given")
        return bundle(self.hub, self.laptop.replica, self.laptop.keys, self.ledger.collect({}))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    hub, replica = a_hub(tmp_path), new_id()
    keys = enrol_bare(hub, replica)
    with answering(hub, tmp_path, silence=1, ready_within=5) as port, Raw(hub, port, replica, keys) as laptop:
        yield Place(hub, tmp_path, port, laptop.sign_in(), Laptop(replica))
    hub.close()


# --- strangers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/"), ("GET", "/v1"), ("GET", "/docs"), ("GET", "/v1/waiting"), ("GET", "/v1/session"),
    ("HEAD", "/v1/files/" + 64 * "0"), ("GET", "/v1/files/" + 64 * "0"), ("PATCH", "/v1/files/" + 64 * "0"),
    ("DELETE", "/v1/files/" + 64 * "0"), ("OPTIONS", "/v1/waiting"), ("POST", "/v1/waiting"), ("PUT", "/v1/files/x"),
    ("POST", "/v1/session"), ("PUT", "/v1/session"),
])  # fmt: skip
def test_whoever_is_not_signed_in_hears_one_number_and_nothing_else(place: Place, method: str, path: str) -> None:
    with Raw(place.hub, place.port, "0" * 32, new_keys()) as stranger:
        for token in ("", "Bearer", "Bearer " + 43 * "A"):
            answer = stranger.client.request(method, path, headers={"Authorization": token} if token else {})
            assert (answer.status_code, answer.content) == (401, b"")
            assert {name for name in answer.headers if name != "connection"} <= {"content-length"}


def test_a_nonce_says_nothing_of_who_is_enrolled(place: Place) -> None:
    with Raw(place.hub, place.port, new_id(), new_keys()) as stranger:
        assert len(stranger.nonce()) == len(place.laptop.nonce())
        answer = stranger.prove(stranger.nonce())
        assert (answer.status_code, answer.content) == (401, b"")


def test_only_the_laptop_itself_for_this_county_with_a_fresh_nonce_is_let_in(place: Place) -> None:
    me = place.laptop
    nonce = me.nonce()
    assert me.prove(nonce, keys=new_keys()).status_code == 401
    assert me.prove(nonce, hub=new_id()).status_code == 401
    assert me.prove("0" * len(nonce)).status_code == 401
    assert me.prove("").status_code == 401
    with Raw(place.hub, place.port, new_id(), new_keys()) as other:
        assert me.prove(other.nonce()).status_code == 401, "a nonce is for the laptop that asked"
    assert me.prove(nonce).status_code == 200


def test_nothing_is_said_over_anything_but_tls_1_3(place: Place) -> None:
    with socket.create_connection(("127.0.0.1", place.port)) as plain:
        plain.sendall(b"GET /v1/waiting HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP" not in plain.recv(1000)
    older = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    older.check_hostname, older.verify_mode = False, ssl.CERT_NONE
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", place.port)) as plain, pytest.raises(ssl.SSLError):
        older.wrap_socket(plain)


def test_a_connection_that_says_nothing_is_ended(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "FIRST_WORD", 0.1)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", place.port), timeout=10) as plain, context.wrap_socket(plain) as line:
        assert _rest(line) == b""


def _rest(line: ssl.SSLSocket) -> bytes:
    try:
        return line.recv(100)
    except OSError:
        return b""


def test_one_address_cannot_take_every_connection(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 3)
    assert place.laptop.client.get("/v1/waiting").status_code == 200
    many = [Raw(place.hub, place.port, place.laptop.replica, place.laptop.keys) for _ in range(4)]
    through = 0
    for one in many:
        try:
            one.sign_in()
            through += 1
        except httpx.HTTPError:
            pass
    for one in many:
        one.client.close()
    assert through == 2, "and one that was there already"
    assert place.laptop.client.get("/v1/waiting").status_code == 200


def test_who_keeps_knocking_with_a_wrong_key_is_sent_away_for_a_while(place: Place) -> None:
    with Raw(place.hub, place.port, place.laptop.replica, new_keys()) as wrong:
        answers = [wrong.prove(wrong.nonce()).status_code for _ in range(10)]
        assert answers == 10 * [401]
        turned_away = wrong.client.post("/v1/session", json={"replica": wrong.replica})
        assert turned_away.status_code == 503
        assert int(turned_away.headers["Retry-After"]) > 0
    assert place.laptop.client.get("/v1/waiting").status_code == 200, "who is in stays in"


def test_what_a_stranger_says_is_not_read_beyond_a_few_words(place: Place) -> None:
    with Raw(place.hub, place.port, new_id(), new_keys()) as stranger:
        answer = stranger.client.post("/v1/session", content=b'{"replica": "' + b"a" * 100_000 + b'"}')
        assert answer.status_code == 401


def test_a_revoked_laptop_is_out_at_once(place: Place) -> None:
    file = place.file()
    place.hub.transact(lambda db: db.execute(update(LAPTOP).values(revoked_at=1)))
    me = place.laptop
    assert {me.held(file).status_code, me.add(file).status_code} == {403}
    assert {me.client.get("/v1/waiting").status_code, me.prove(me.nonce()).status_code} == {403}
    assert log(place.hub) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), max_size=60))
def test_no_address_does_more_than_its_share(steps: list[tuple[str, float]]) -> None:
    now, done = 0.0, dict.fromkeys("abc", 0)
    counter = Counter(Limit(5, 6), lambda: now)
    for address, pause in steps:
        now += pause
        if counter.left(address) >= 1:
            counter.count(address)
            done[address] += 1
    assert all(count <= 5 + now / 10 + 1e-6 for count in done.values())


def test_a_token_lasts_an_hour_and_a_nonce_two_minutes() -> None:
    now = 1000.0
    sessions = Sessions(lambda: now)
    nonce, token = sessions.nonce("a"), sessions.begin("a")
    now += 119
    assert sessions.is_fresh(nonce, "a")
    assert not sessions.is_fresh(nonce, "b")
    assert not Sessions(lambda: now).is_fresh(nonce, "a"), "another run of the hub has another secret"
    now += 5
    assert not sessions.is_fresh(nonce, "a")
    assert sessions.who(token) == "a"
    now += 3600
    assert sessions.who(token) is None
    first, *others = [sessions.begin("a") for _ in range(5)]
    assert sessions.who(first) is None
    assert {sessions.who(one) for one in others} == {"a"}


# --- uploads ---------------------------------------------------------------------------------------------------------


def test_a_file_in_pieces_is_taken_once_and_asked_again_says_the_same(place: Place) -> None:
    me, file = place.laptop, place.file()
    assert me.held(file).status_code == 404
    first = me.add(file, 0, file[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    held = me.held(file)
    assert (held.headers["Upload-Offset"], held.headers["Upload-Length"]) == ("100", str(len(file)))
    done = me.add(file, 100, Upload_Name=NAME)
    assert (done.status_code, done.json()) == (200, {"outcome": "taken", "answered": True})
    for at in (0, 100, len(file)):
        assert me.add(file, at).json() == done.json()
    assert me.held(file).headers["Upload-Offset"] == str(len(file))
    assert log(place.hub) == ["taken"]


def test_offsets_that_lie_move_nothing(place: Place) -> None:
    me, file = place.laptop, place.file()
    assert me.add(file, 0, file[:100]).status_code == 204
    for at in (0, 50, 101, len(file), len(file) + 1, 10**11):
        answer = me.add(file, at, file[:10])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "100"), at
    for said in ({"Upload-Offset": "-1"}, {"Upload-Offset": "1e2"}, {"Upload-Length": "x"}, {"Upload-Offset": "１"}):
        headers = {"Upload-Offset": "100", "Upload-Length": str(len(file)), **said}
        coded = [(name.encode(), value.encode()) for name, value in headers.items()]
        answer = me.client.patch(f"/v1/files/{digest(file)}", content=b"", headers=coded)
        assert answer.status_code == 400
    assert me.add(file, 100).json()["outcome"] == "taken"


def test_more_than_was_announced_is_dropped_whole(place: Place) -> None:
    me, file = place.laptop, place.file()
    assert me.add(file, 0, file + b"more").status_code == 409
    assert me.held(file).status_code == 404
    assert me.add(file).json()["outcome"] == "taken"


def test_a_wrong_digest_begins_anew(place: Place) -> None:
    me, file = place.laptop, place.file()
    bent = bytes([file[0] ^ 1]) + file[1:]
    answer = me.add(file, 0, bent)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    assert log(place.hub) == []
    assert me.add(file).json()["outcome"] == "taken"


@pytest.mark.parametrize("length", [0, MOST_BYTES + 1, 10**11])
def test_no_file_is_empty_or_larger_than_any_of_ours(place: Place, length: int) -> None:
    headers = {"Upload-Offset": "0", "Upload-Length": str(length)}
    answer = place.laptop.client.patch("/v1/files/" + 64 * "0", content=b"x", headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["x", 63 * "0", 64 * "G", "..%2f..%2fhub.db", "%2e%2e", 64 * "A"])
def test_a_file_that_is_named_otherwise_is_none(place: Place, name: str) -> None:
    me = place.laptop.client
    headers = {"Upload-Offset": "0", "Upload-Length": "4"}
    answers = [me.patch(f"/v1/files/{name}", content=b"evil", headers=headers), me.head(f"/v1/files/{name}")]
    assert {answer.status_code for answer in answers} <= {401, 404}
    assert not [path for path in place.home.rglob("*") if path.is_file() and path.read_bytes() == b"evil"]


def test_what_is_no_file_of_ours_is_told_so_and_not_logged(place: Place) -> None:
    answer = place.laptop.add(random.Random(1).randbytes(500))
    assert (answer.status_code, answer.json()) == (200, {"outcome": "exchange.not_ours", "answered": False})
    assert log(place.hub) == []


def test_another_laptop_sees_nothing_of_an_upload(place: Place) -> None:
    file, other = place.file(), new_id()
    place.laptop.add(file, 0, file[:100])
    with Raw(place.hub, place.port, other, enrol_bare(place.hub, other)).sign_in() as stranger:
        assert stranger.held(file).status_code == 404
        assert stranger.add(file, 100).headers["Upload-Offset"] == "0"
        assert stranger.client.get(f"/v1/files/{digest(file)}").status_code == 404
        place.laptop.add(file, 100)
        assert stranger.client.get("/v1/waiting").json() == {"files": []}, "the receipt is not for it"
    assert len(place.laptop.client.get("/v1/waiting").json()["files"]) == 1


def test_two_uploads_of_one_file_at_once_are_one(place: Place) -> None:
    """The older one hangs half-way; whoever comes back goes on, and nothing of the older one is added any more."""
    file, half, ended = place.file(), threading.Event(), threading.Event()
    older: list[int] = []

    def slowly() -> Iterator[bytes]:
        yield file[:100]
        half.set()
        ended.wait(10)
        yield file[100:]

    def first() -> None:
        with Raw(place.hub, place.port, place.laptop.replica, place.laptop.keys).sign_in() as laptop:
            older.append(laptop.add(file, 0, slowly).status_code)

    thread = threading.Thread(target=first)
    thread.start()
    half.wait(10)
    there = Uploads(place.home / "line")
    while (upload := there.find(place.laptop.replica, digest(file))) is None or upload.offset < 100:
        time.sleep(0.01)
    assert place.laptop.held(file).headers["Upload-Offset"] == "100"
    assert place.laptop.add(file, 100, file[100:200]).status_code == 204
    ended.set()
    thread.join(10)
    assert older == [409]
    assert place.laptop.held(file).headers["Upload-Offset"] == "200"
    assert place.laptop.add(file, 200).json()["outcome"] == "taken"
    assert log(place.hub) == ["taken"]


def test_many_at_once_with_the_same_file_are_answered_alike(place: Place) -> None:
    file, said = place.file(), list[str]()

    def send() -> None:
        with Raw(place.hub, place.port, place.laptop.replica, place.laptop.keys).sign_in() as laptop:
            for _ in range(50):
                held = laptop.held(file)
                answer = laptop.add(file, int(held.headers.get("Upload-Offset", "0")))
                if answer.status_code == 200:
                    said.append(answer.json()["outcome"])
                    return

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said == 4 * ["taken"]
    assert log(place.hub) == ["taken"]


def test_a_sender_that_falls_silent_keeps_what_it_has_brought(place: Place) -> None:
    file, forever = place.file(), threading.Event()

    def silent() -> Iterator[bytes]:
        yield file[:100]
        forever.wait(3)

    with suppress(httpx.HTTPError):
        assert place.laptop.add(file, 0, silent).status_code == 408
    forever.set()
    assert place.laptop.held(file).headers["Upload-Offset"] == "100"


def test_a_receipt_can_be_fetched_in_parts_and_goes_when_it_has_arrived(place: Place) -> None:
    me = place.laptop
    me.add(place.file(), Upload_Name=NAME)
    (lies,) = me.client.get("/v1/waiting").json()["files"]
    path = f"/v1/files/{lies['digest']}"
    whole = me.client.get(path)
    assert (len(whole.content), digest(whole.content)) == (lies["size"], lies["digest"])
    part = me.client.get(path, headers={"Range": "bytes=100-"})
    assert (part.status_code, part.content) == (206, whole.content[100:])
    assert part.headers["Content-Range"] == f"bytes 100-{lies['size'] - 1}/{lies['size']}"
    assert me.client.get(path, headers={"Range": f"bytes={lies['size']}-"}).status_code == 416
    assert [me.client.delete(path).status_code for _ in range(2)] == [204, 204]
    assert me.client.get("/v1/waiting").json() == {"files": []}
    me.add(place.file())
    me.add(place.file())
    assert len(me.client.get("/v1/waiting").json()["files"]) == 1, "the last receipt says what those before it said"


# --- the folder of uploads -------------------------------------------------------------------------------------------


def brought(folder: Uploads, replica: str, content: bytes, upto: int) -> None:
    path = folder.begin(replica, digest(content), len(content), 0)
    path.write_bytes(content[:upto])


def test_what_rested_for_seven_days_is_dropped_and_nothing_younger(tmp_path: Path) -> None:
    folder, old, young, done = Uploads(tmp_path), b"old" * 9, b"young" * 9, b"done" * 9
    for content in (old, young, done):
        brought(folder, "a", content, 5)
    folder.done("a", digest(done), len(done), b"{}")
    for path in tmp_path.rglob("*"):
        if path.is_file() and digest(young) not in path.name:
            os.utime(path, (0, time.time() - KEPT_SECONDS - 60))
        elif path.is_file():
            os.utime(path, (0, time.time() - KEPT_SECONDS + 60))
    folder.drop_old()
    assert [folder.find("a", digest(one)) is None for one in (old, young, done)] == [True, False, True]


def test_a_laptop_has_so_many_uploads_and_the_one_that_rested_longest_goes(tmp_path: Path) -> None:
    folder = Uploads(tmp_path)
    contents = [f"file {n}".encode() for n in range(MOST_UNDERWAY + 2)]
    brought(folder, "b", b"another laptop's", 3)
    for n, content in enumerate(contents):
        brought(folder, "a", content, 3)
        (path,) = tmp_path.glob(f"a/up/{digest(content)}.*")
        os.utime(path, (n, n))
    there = [folder.find("a", digest(content)) is not None for content in contents]
    assert there == [False, False] + MOST_UNDERWAY * [True]
    assert folder.find("b", digest(b"another laptop's")) is not None


def test_a_laptop_holds_no_more_than_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_HELD", 100)
    folder, first, second = Uploads(tmp_path), b"1" * 60, b"2" * 50
    brought(folder, "a", first, 3)
    brought(folder, "a", second, 3)
    assert (folder.find("a", digest(first)) is None, folder.find("a", digest(second)) is None) == (True, False)


@given(st.binary(min_size=1, max_size=200), st.data())
def test_in_whatever_pieces_and_wherever_it_stopped_the_content_is_that(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("uploads")
    at = 0
    for upto in [*sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=9))), len(content)]:
        here = Uploads(folder)  # the program begins anew at every piece
        found = here.find("a", digest(content))
        assert (found.offset if found else 0) == at
        with pytest.raises(Moved) as moved:
            here.begin("a", digest(content), len(content), data.draw(st.integers(at + 1, len(content) + 5)))
        assert moved.value.offset == at
        with here.begin("a", digest(content), len(content), at).open("ab") as file:
            file.write(content[at:upto])
        at = upto
    assert Uploads(folder).content("a", digest(content), len(content)) == content
