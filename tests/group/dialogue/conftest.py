"""The dialogue that ships, read once."""

import pytest

from parley.group.dialogue.dialogue import Dialogue
from tests.group.dialogue.examples import shipped


@pytest.fixture(scope="session")
def us_china() -> Dialogue:
    return shipped()
