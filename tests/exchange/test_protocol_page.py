"""The vectors of docs/protocol.md, made again from the page."""

import base64
import hashlib
import json
import re
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from parley.exchange.amounts import pack
from parley.exchange.bundle import Receipt, from_content, to_content
from parley.exchange.canonical import from_bytes, to_bytes
from parley.exchange.heads import Head, read_shown, show, why_not
from parley.exchange.key_history import rotation
from parley.exchange.messages import read_message
from parley.exchange.signature import PublicKey, Signed, SigningKey, sign, verify, verify_bundle
from parley.exchange.tree import leaf_hash, root
from parley.node.keys import PrivateKeys
from parley.node.sealing import unseal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"


def blocks() -> list[list[str]]:
    vectors = PAGE.read_text(encoding="utf-8").partition("## Vectors")[2]
    return [found.splitlines() for found in re.findall(r"```text\n(.*?)\n```", vectors, re.S)]


def test_the_page_gives_the_bytes_names_and_signatures_that_the_code_gives() -> None:
    (seed,), key, (amounts, amounts_digest), (text, name), (signature,), (leaf, top), *_ = blocks()
    signing = SigningKey(bytes.fromhex(seed))
    assert [signing.public.raw.hex(), signing.public.id, signing.public.fingerprint] == key
    attachment = pack(np.array([1_500_000, 0, 25]))
    assert [attachment.hex(), hashlib.sha256(attachment).hexdigest()] == [amounts, amounts_digest]
    message = read_message(text.encode())
    assert message.name == name
    assert message.attachments == (amounts_digest,)
    assert sign(message, signing, (attachment,)).signature == signature
    keys = {message.sender: frozenset([PublicKey(bytes.fromhex(key[0]))])}
    assert verify(Signed(text.encode(), signature, (attachment,)), "treasury-b", keys) == message
    assert leaf_hash(message.raw).hex() == leaf
    assert root([leaf_hash(message.raw)] * 2).hex() == top


def test_the_page_gives_a_rotation_of_keys() -> None:
    (seed,), rotated = blocks()[0], blocks()[6]
    before, new = (SigningKey(bytes.fromhex(each)) for each in (seed, rotated[0]))
    sealing = X25519PrivateKey.from_private_bytes(bytes.fromhex(rotated[1])).public_key()
    made = rotation(
        "treasury-a", before.public, new, sealing.public_bytes_raw(), "2027-02-01T00:00:00+00:00"
    )
    assert to_bytes(made).decode() == rotated[2]
    for key in made:
        assert f"`{key}`" in PAGE.read_text(encoding="utf-8"), key


def test_the_bundle_of_the_page_can_be_opened() -> None:
    (seed,), (text, name), (signature,) = (blocks()[place] for place in (0, 3, 4))
    opening = PrivateKeys(SigningKey(bytes(32)), bytes.fromhex(blocks()[6][1]))
    file = base64.b64decode(blocks()[7][0])
    bundle, contents, signed = from_content(unseal(file, [opening]))
    key = SigningKey(bytes.fromhex(seed))
    verify_bundle("treasury-a", "treasury-b", contents, signed, frozenset([key.public]))
    assert [(each.raw.decode(), each.signature) for each in bundle.messages] == [(text, signature)]
    assert bundle.receipts == (Receipt("run-7", 0, "0" * 64),)
    assert read_message(bundle.messages[0].raw).name == name
    assert to_content(bundle, key) == unseal(file, [opening])


def test_the_page_gives_a_head_and_the_proof_that_the_log_grew() -> None:
    leaves = [bytes.fromhex(blocks()[5][0])] * 3
    known = Head(2, bytes.fromhex(blocks()[5][1]))
    body = from_bytes(blocks()[8][0].encode())
    assert isinstance(body, dict)
    assert read_shown(body) == show(leaves, known)
    assert why_not(read_shown(body), known) == ""


def test_the_page_names_every_key_of_a_message() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for key in json.loads(blocks()[3][0]):
        assert f"`{key}`" in text, key
