"""The closed runs of a node of which something can be released, open and secret ones alike."""

from dataclasses import replace

from parley.errors import CannotOpen, Fault, InvalidInput
from parley.exchange.joint.standing import Run
from parley.node.auditor import Replay
from parley.node.mpc.record import follow
from parley.node.record.store import Record


def run_of(record: Record, name: str) -> Run:
    """A run of a node's record, with the sums of all sides if it is closed.

    Raises:
        InvalidInput: if there is none with books of this node.
    """
    found = Replay(record).runs.get(name)
    if found is not None:
        return found
    try:
        secret = follow(record, None, str, name).catch_up()
    except CannotOpen:
        secret = None
    if secret is None or secret.run is None:
        wanted = "a joint run of this node, with books of its own"
        raise InvalidInput([Fault("release", 0, "run", name, wanted)])
    if secret.opened is None or not secret.is_over or secret.reason:
        return secret.run
    return replace(secret.run, results=dict(enumerate(secret.opened)))
