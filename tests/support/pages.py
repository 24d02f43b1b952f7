"""The pages of a SQLCipher file as they lie on the disk, decrypted: what somebody with the key and a hex editor sees."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, TAIL, SALT = 4096, 80, 16
"""Bytes of a page, of its initialisation vector and digest, and of the salt at the head of the file (SQLCipher 4)."""


def plain_pages(file: Path, key: bytes) -> bytes:
    """Every page of the ledger and of its write-ahead log, free ones included."""
    content = file.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    out = [_plain(page[SALT:] if number == 0 else page, key) for number, page in enumerate(pages)]
    log = Path(f"{file}-wal")
    frames = log.read_bytes()[32:] if log.exists() else b""
    for at in range(0, len(frames) - PAGE - 23, PAGE + 24):
        number = int.from_bytes(frames[at : at + 4], "big")
        page = frames[at + 24 : at + 24 + PAGE]
        out.append(_plain(page[SALT:] if number == 1 else page, key))
    return b"".join(out)


def _plain(page: bytes, key: bytes) -> bytes:
    body, vector = page[:-TAIL], page[-TAIL : -TAIL + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()
