"""Verify exports of nodes by themselves: needs this one file and `cryptography`, no Parley.

    python verify_exports.py --card a.json --card b.json a.log b.log

Written from docs/protocol.md alone, so that an auditor depends on nobody's programs. Checked are:
each export's form and the root of the tree over it; every attachment by its digest; every
signature by the keys on the cards and those that these have announced; numbers and order of each
sender's messages in each thread; two different messages at one place; every head that was shown or
countersigned; and, of two exports or more, that what the one calls received the other calls sent
and that each has grown out of what the other has countersigned. Exit status 0: all well; 1: faults;
2: unreadable.
"""

import argparse
import base64
import hashlib
import json
import sys
from datetime import datetime
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


class Keys:
    """Whose key counts when, as docs/protocol.md has it: followed through one log.

    Args:
        cards: The keys on the cards of each node.
    """

    def __init__(self, cards: dict[str, list[bytes]]) -> None:
        self.terms: dict[str, list[Table]] = {
            node: [{"key": key, "from": "", "until": "", "revoked": False} for key in keys]
            for node, keys in cards.items()
        }

    def fault(self, message: Table, name: str, signature: str) -> str:
        """What is wrong with a signature that came in now; empty if nothing is."""
        sender, sent_at = message["sender"], instant(message["sent_at"])
        if sender not in self.terms:
            return f"no card of {sender}"
        head, _, tail = signature.encode().rpartition(b".")
        for term in self.terms[sender]:
            if head != jws(message, name, term["key"]):
                continue
            if term["revoked"]:
                return "signed by a key that was revoked before"
            if term["from"] and sent_at < instant(term["from"]):
                return "signed by a key that did not count yet"
            if term["until"] and sent_at > instant(term["until"]):
                return "signed by a key that counted no longer"
            return "" if holds(term["key"], tail, head) else "the signature does not hold"
        return "signed by another key, or over another message"

    def rotate(self, message: Table, signature: str) -> str:
        """Follow a rotation; what is wrong with it, or nothing."""
        sender, body = message["sender"], message["body"]
        agreed = {name: body[name] for name in ("before", "key", "sealing", "counts_from")}
        agreed |= {"use": "parley key rotation", "node": sender}
        before, key = bytes.fromhex(body["before"]), bytes.fromhex(body["key"])
        head = signature.encode().rpartition(b".")[0]
        if head != jws(message, sha256(canonical(message)), before):
            return "a rotation that the old key has not signed"
        proof = base64.urlsafe_b64encode(bytes.fromhex(body["proof"]))
        if not holds(key, proof, canonical(agreed)):
            return "a rotation that the new key has not signed"
        if instant(body["counts_from"]) < instant(message["sent_at"]):
            return "a rotation that counts before it was said"
        if all(term["key"] != key for term in self.terms[sender]):
            for term in self.terms[sender]:
                if term["key"] == before and not term["until"]:
                    term["until"] = body["counts_from"]
            new = {"key": key, "from": body["counts_from"], "until": "", "revoked": False}
            self.terms[sender].append(new)
        return ""

    def own_entry(self, note: str, body: Table) -> None:
        """Follow what the node itself wrote about keys that it trusts or believes no longer.

        A card that it trusts counts only if the auditor was given it too.
        """
        for term in self.terms.get(str(body.get("node")), []):
            named = term["key"].hex() == body["key"]
            if (note == "keys.revoked" and named) or (note == "keys.renounced" and not named):
                term["revoked"] = True


def instant(text: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(text)


def holds(key: bytes, signature: bytes, over: bytes) -> bool:
    """Whether a signature in base64url is that of a key over some bytes."""
    try:
        raw = base64.urlsafe_b64decode(signature + b"=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(key).verify(raw, over)
    except (InvalidSignature, ValueError):
        return False
    return True


class Export:
    """One export, read and checked.

    Args:
        path: Of the file.
        cards: The keys on the cards of each node, 32 bytes each.
    """

    def __init__(self, path: Path, cards: dict[str, list[bytes]]) -> None:
        self.path, self.keys = path, Keys(cards)
        self.faults: list[str] = []
        self.said: dict[str, dict[str, Table]] = {"sent": {}, "received": {}}
        lines = path.read_bytes().splitlines(keepends=True)
        tables = [self._line(number, line) for number, line in enumerate(lines, 1)]
        head, entries, end = tables[0], tables[1:-1], tables[-1]
        if head.get("format") != "parley-log" or head.get("version") != 1:
            self.faults.append("line 1: another format")
        self.node = str(head.get("node"))
        leaves = self.leaves = [
            hashlib.sha256(b"\x00" + canonical(each.get("entry"))).digest() for each in entries
        ]
        if end != {"size": len(entries), "root": root(leaves).hex()}:
            self.faults.append("the root is not that of the entries, or the end is missing")
        for position, each in enumerate(entries):
            self._entry(position, each["entry"], each["bytes"])
        self._check_order()
        self.countersigned = 0
        for message in self.said["received"].values():
            if message["kind"] == "head.countersigned":
                self.check_head(message, f"that {message['sender']} has countersigned")
                self.countersigned = max(self.countersigned, message["body"]["size"])
        for message in self.said["sent"].values():
            if message["kind"] == "head.said":
                self.check_head(message, f"that was shown to {message['receiver']}")

    def check_head(self, message: Table, words: str) -> None:
        """Whether this log begins with the one whose head a message names."""
        size = message["body"]["size"]
        if size > len(self.leaves) or root(self.leaves[:size]).hex() != message["body"]["root"]:
            fault = f"the log of {size} entries {words} is not the beginning of this one"
            self.faults.append(fault)

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
        if entry["way"] == "own" and entry["note"].startswith("keys."):
            self.keys.own_entry(entry["note"], json.loads(base64.b64decode(entry["raw"])))
        if entry["way"] not in self.said:
            return
        raw = base64.b64decode(entry["raw"])
        message, name = json.loads(raw), sha256(raw)
        if canonical(message) != raw or message["attachments"] != found:
            self.faults.append(f"entry {position}: not the bytes of a message")
        fault = self.keys.fault(message, name, entry["signature"])
        if not fault and message["kind"] == "keys.rotate":
            fault = self.keys.rotate(message, entry["signature"])
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
    for message in other.said["sent"].values():
        if message["receiver"] == one.node and message["kind"] == "head.countersigned":
            one.check_head(message, f"that {other.node} has countersigned")
    return sorted(lost), len(sent - got)


def main() -> int:
    """Read the arguments, check, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("exports", nargs="+", type=Path, help="what parley node export wrote")
    parser.add_argument(
        "--card",
        action="append",
        required=True,
        type=Path,
        help="the first of each node, and every one that replaced it",
    )
    given = parser.parse_args()
    try:
        cards = [json.loads(path.read_text(encoding="utf-8")) for path in given.card]
        keys: dict[str, list[bytes]] = {}
        for card in cards:
            keys.setdefault(card["node"], []).append(bytes.fromhex(card["key"]))
        exports = [Export(path, keys) for path in given.exports]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        print(f"unreadable: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    faults: list[str] = []
    for each in exports:
        counts = ", ".join(f"{len(found)} {way}" for way, found in each.said.items())
        seen = f"{each.countersigned} of {len(each.leaves)} entries countersigned"
        print(f"{each.path}: record of {each.node}: {counts}; {seen}")
    for one in exports:
        for other in exports:
            if one is not other:
                more, waiting = compare(one, other)
                faults += more
                print(f"{one.node} to {other.node}: {waiting} not in the other's record")
    faults += [f"{each.path}: {fault}" for each in exports for fault in dict.fromkeys(each.faults)]
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print("faults" if faults else "all well")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
