"""The dialogue that ships, read once."""

import pytest

from parley.files.dialogue_catalogue import find_dialogue
from parley.group.dialogue.dialogue import Dialogue


@pytest.fixture(scope="session")
def us_china() -> Dialogue:
    return find_dialogue("us-china")
