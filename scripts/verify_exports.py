"""Verify exports of nodes by themselves: needs this one file and `cryptography`, no Parley.

    python verify_exports.py --card a.json --card b.json a.log b.log

Written from docs/protocol.md alone, so that an auditor depends on nobody's programs. Checked are:
each export's form and the root of the tree over it; every attachment by its digest; every
signature by the keys on the cards; numbers and order of each sender's messages in each thread;
two different messages at one place; and, of two exports or more, that what the one calls
received the other calls sent. Exit status 0: all well; 1: faults; 2: unreadable.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Table = dict[str, Any]
Place = tuple[str, str, str, int]


def canonical(value: object) -> bytes:
    """The one row of bytes of a value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def sha256(raw: bytes) -> str:
    """As 64 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def root(leaves: list[bytes]) -> bytes:
    """The root of the tree of RFC 9162, section 2.1.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def jws(message: Table, name: str, key: bytes) -> bytes:
    """What is signed: header and payload as docs/protocol.md has them."""
    header = {"alg": "Ed25519", "kid": sha256(key), "typ": "parley+jws"}
    payload = {
        "method": "POST", "path": "/v1/messages", "sender": message["sender"],
        "receiver": message["receiver"], "digest": name,
    }  # fmt: skip
    parts = (base64.urlsafe_b64encode(canonical(each)).rstrip(b"=") for each in (header, payload))
    return b".".join(parts)


def signature_fault(message: Table, name: str, signature: str, keys: dict[str, bytes]) -> str:
    """What is wrong with a signature; empty if nothing is."""
    key = keys.get(message["sender"])
    if key is None:
        return f"no card of {message['sender']}"
    unsigned = jws(message, name, key)
    head, _, tail = signature.encode().rpartition(b".")
    if head != unsigned:
        return "signed by another key, or over another message"
    try:
        raw = base64.urlsafe_b64decode(tail + b"=" * (-len(tail) % 4))
        Ed25519PublicKey.from_public_bytes(key).verify(raw, unsigned)
    except (InvalidSignature, ValueError):
        return "the signature does not hold"
    return ""


class Export:
    """One export, read and checked.

    Args:
        path: Of the file.
        keys: 32 bytes for each node.
    """

    def __init__(self, path: Path, keys: dict[str, bytes]) -> None:
        self.path, self.keys = path, keys
        self.faults: list[str] = []
        self.said: dict[str, dict[str, Table]] = {"sent": {}, "received": {}}
        lines = path.read_bytes().splitlines(keepends=True)
        tables = [self._line(number, line) for number, line in enumerate(lines, 1)]
        head, entries, end = tables[0], tables[1:-1], tables[-1]
        if head.get("format") != "parley-log" or head.get("version") != 1:
            self.faults.append("line 1: another format")
        self.node = str(head.get("node"))
        leaves = [hashlib.sha256(b"\x00" + canonical(each.get("entry"))).digest()
                  for each in entries]  # fmt: skip
        if end != {"size": len(entries), "root": root(leaves).hex()}:
            self.faults.append("the root is not that of the entries, or the end is missing")
        for position, each in enumerate(entries):
            self._entry(position, each["entry"], each["bytes"])
        self._check_order()

    def _line(self, number: int, line: bytes) -> Table:
        table = json.loads(line)
        if canonical(table) + b"\n" != line:
            self.faults.append(f"line {number}: not in its one form")
        return dict(table)

    def _entry(self, position: int, entry: Table, kept: list[str]) -> None:
        if entry["position"] != position:
            self.faults.append(f"entry {position}: out of order")
        found = [sha256(base64.b64decode(each)) for each in kept]
        if found != entry["attachments"]:
            self.faults.append(f"entry {position}: other attachments than it names")
        if entry["way"] not in self.said:
            return
        raw = base64.b64decode(entry["raw"])
        message, name = json.loads(raw), sha256(raw)
        if canonical(message) != raw or message["attachments"] != found:
            self.faults.append(f"entry {position}: not the bytes of a message")
        fault = signature_fault(message, name, entry["signature"], self.keys)
        if fault:
            self.faults.append(f"entry {position}: {fault}")
        mine = message["sender" if entry["way"] == "sent" else "receiver"]
        if mine != self.node:
            self.faults.append(f"entry {position}: no message of this node")
        self.said[entry["way"]][name] = message

    def _check_order(self) -> None:
        at: dict[Place, str] = {}
        every = self.said["sent"] | self.said["received"]
        for name, message in every.items():
            place = self._place(message)
            if at.setdefault(place, name) != name:
                self.faults.append(f"{place}: two different messages, {at[place]} and {name}")
        for (*thread, number), name in at.items():
            before = at.get((thread[0], thread[1], thread[2], number - 1), "")
            if every[name]["previous"] != before:
                self.faults.append(f"{(*thread, number)}: the message before it is not there")

    @staticmethod
    def _place(message: Table) -> Place:
        return message["sender"], message["receiver"], message["thread"], message["number"]


def compare(one: Export, other: Export) -> tuple[list[str], int]:
    """Faults between two exports, and how many messages of the one have not come to the other."""
    sent = {name for name, each in one.said["sent"].items() if each["receiver"] == other.node}
    got = {name for name, each in other.said["received"].items() if each["sender"] == one.node}
    lost = [
        f"{other.path}: has {name} of {one.node}, which {one.path} lacks" for name in got - sent
    ]
    return sorted(lost), len(sent - got)


def main() -> int:
    """Read the arguments, check, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("exports", nargs="+", type=Path, help="what parley node export wrote")
    parser.add_argument("--card", action="append", required=True, type=Path, help="of each node")
    given = parser.parse_args()
    try:
        cards = [json.loads(path.read_text(encoding="utf-8")) for path in given.card]
        keys = {card["node"]: bytes.fromhex(card["key"]) for card in cards}
        exports = [Export(path, keys) for path in given.exports]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        print(f"unreadable: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    faults = [f"{each.path}: {fault}" for each in exports for fault in each.faults]
    for each in exports:
        counts = ", ".join(f"{len(found)} {way}" for way, found in each.said.items())
        print(f"{each.path}: record of {each.node}: {counts}")
    for one in exports:
        for other in exports:
            if one is not other:
                more, waiting = compare(one, other)
                faults += more
                print(f"{one.node} to {other.node}: {waiting} not in the other's record")
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print("faults" if faults else "all well")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
