"""The kinds of entries of a dialogue: the field that holds them, and the word for one of them."""

#: Each kind by the field of a dialogue that holds it, with the word that files and messages use.
SINGULAR = {
    "bodies": "body",
    "people": "person",
    "topics": "topic",
    "charters": "charter",
    "meetings": "meeting",
    "events": "event",
    "concerns": "concern",
    "raisings": "raising",
    "answers": "answer",
    "questions": "question",
    "referrals": "referral",
    "disagreements": "disagreement",
    "commitments": "commitment",
    "progress": "progress",
    "measures": "measure",
    "readouts": "readout",
    "statements": "statement",
    "aliases": "alias",
    "claims": "claim",
    "voices": "voice",
    "figures": "figure",
    "messages": "message",
    "reports": "report",
    "contacts": "contacts",
    "workstreams": "workstream",
}

#: Kinds whose entries only say who or what is meant. They are known on every day; what somebody
#: did when stands in posts, meetings and events, which have days of their own.
TIMELESS = ("bodies", "people", "topics")


def label(kind: str, name: str) -> str:
    """How messages name an entry: ``meeting fwg-2024-01``."""
    return f"{SINGULAR[kind]} {name}"
