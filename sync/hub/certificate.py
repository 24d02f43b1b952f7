"""The certificate of the county's line: made from the hub's own keys, known to laptops by itself alone.

It follows from the keys, so a hub restored from its key file shows the same one, and no further secret lies in its
folder. Nobody vouches for it and its dates say nothing: laptops compare it whole with the one in their grant.
"""

from __future__ import annotations

import secrets
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.envelope import Keys

_PURPOSE = b"suifang line 1"
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The last one is how RFC 5280 (4.1.2.5) writes that there is none."""


def certificate_of(keys: Keys) -> str:
    """The certificate of a hub's line (PEM): always the same for the same keys. Says nothing of whose it is."""
    return _certificate(_line_key(keys)).public_bytes(Encoding.PEM).decode()


def server_context(keys: Keys) -> ssl.SSLContext:
    """What the server shows and speaks: this certificate, TLS 1.3 and nothing older. Raises OSError."""
    key = _line_key(keys)
    once = secrets.token_bytes(32).hex()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # Keys are read from files only: this one is closed with a password that exists for the length of this call.
    with tempfile.TemporaryDirectory(prefix="suifang-hub-") as folder:
        chain = Path(folder) / "line.pem"
        closed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(once.encode()))
        chain.write_bytes(_certificate(key).public_bytes(Encoding.PEM) + closed)
        context.load_cert_chain(chain, password=once)
    return context


def _line_key(keys: Keys) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(keys.sign))


def _certificate(key: Ed25519PrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Suifang")])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 1, _FIRST, _LAST)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, None)
    )
