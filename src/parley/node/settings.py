"""A node's folder: who it is, where it listens, where its record is, whom it talks to."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from parley.errors import CannotOpen, CannotWrite, Fault, InvalidInput
from parley.node.card import Card, read_card
from parley.node.keys import own_card

SETTINGS, KEYS, PEERS, REPLACED = "node.toml", "keys", "peers", "replaced"


@dataclass(frozen=True)
class Settings:
    """What a node is set to.

    Args:
        folder: Its folder.
        node: Its name.
        address: Where others reach it.
        listen: Host and port on which it listens.
        record: Address of its record.
        second_reader: The one address to which texts may be sent for a second reading; ``none``
            for nowhere, empty for whatever a person names.
    """

    folder: Path
    node: str
    address: str
    listen: tuple[str, int]
    record: str
    second_reader: str = ""

    @property
    def keys(self) -> Path:
        """Where its keys are."""
        return self.folder / KEYS

    @property
    def card(self) -> Card:
        """With its first keys: from these everybody follows the later ones through the record."""
        return own_card(self.keys, self.node, self.address)

    @property
    def peers(self) -> dict[str, Card]:
        """The cards of those it talks to, by name."""
        cards = [read_card(path) for path in sorted((self.folder / PEERS).glob("*.json"))]
        return {card.node: card for card in cards}

    @property
    def replaced_cards(self) -> tuple[Card, ...]:
        """Cards that were trusted once: what their keys have signed before stays readable."""
        found = sorted((self.folder / PEERS / REPLACED).glob("*.json"))
        return tuple(read_card(path) for path in found)


def write_settings(settings: Settings) -> None:
    """Write ``node.toml``; an existing one is never overwritten.

    Raises:
        CannotWrite: if there is one, or it cannot be written.
    """
    host, port = settings.listen
    lines = {
        "node": settings.node, "address": settings.address, "listen": f"{host}:{port}",
        "record": settings.record,
    }  # fmt: skip
    text = "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    try:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (settings.folder / PEERS).mkdir(exist_ok=True)
        with (settings.folder / SETTINGS).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise CannotWrite(f"{settings.folder} is a node already") from error
    except OSError as error:
        raise CannotWrite(f"{settings.folder}: {error.strerror}") from error


def read_settings(folder: Path) -> Settings:
    """Read a node's folder.

    Raises:
        CannotOpen: if it is none.
        InvalidInput: for a setting that is missing or cannot be.
    """
    path = folder / SETTINGS
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}; parley node init makes a node") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput([Fault(SETTINGS, 0, "", str(error)[:120], "TOML")]) from error
    faults = [
        Fault(SETTINGS, 0, name, str(table.get(name, "nothing")), "a text")
        for name in ("node", "address", "listen", "record")
        if not isinstance(table.get(name), str)
    ]
    second = table.get("second_reader", "")
    if not isinstance(second, str):
        expected = "an address, or none"
        faults.append(Fault(SETTINGS, 0, "second_reader", str(second), expected))
    if not faults:
        host, _, port = table["listen"].rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            faults.append(Fault(SETTINGS, 0, "listen", table["listen"], "host:port"))
    if faults:
        raise InvalidInput(faults)
    record = table["record"]
    if "://" not in record and not Path(record).is_absolute():
        record = str(folder / record)
    listen = (host, int(port))
    return Settings(folder, table["node"], table["address"], listen, record, second)


def add_peer(settings: Settings, card: Card, fingerprint: str) -> None:
    """Trust another node's card, whose fingerprint was read over another way.

    Raises:
        InvalidInput: if the fingerprint is not that of the card, or the name is one's own.
        CannotWrite: if there is another card of that name.
    """
    given = "".join(fingerprint.lower().split())
    expected = "".join(card.fingerprint.split())
    if given != expected:
        raise InvalidInput(
            [Fault("card", 0, "fingerprint", fingerprint, f"that of the card: {card.fingerprint}")]
        )
    if card.node == settings.node or not card.node.replace("-", "").isalnum():
        raise InvalidInput([Fault("card", 0, "node", card.node, "another node's name")])
    path = settings.folder / PEERS / f"{card.node}.json"
    if path.exists() and read_card(path) != card:
        raise CannotWrite(
            f"{path} is another card of {card.node}: parley peer revoke {card.node} comes first"
        )
    path.write_text(card.to_json(), encoding="utf-8")


def put_peer_aside(settings: Settings, card: Card) -> None:
    """Trust a card no longer, and keep it for what its key has signed so far.

    Raises:
        CannotWrite: if the folder cannot be written.
    """
    folder = settings.folder / PEERS
    try:
        (folder / REPLACED).mkdir(exist_ok=True)
        aside = folder / REPLACED / f"{card.node}-{card.key.id[:16]}.json"
        (folder / f"{card.node}.json").replace(aside)
    except OSError as error:
        raise CannotWrite(f"{folder}: {error.strerror}") from error
