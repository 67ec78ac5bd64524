"""What every test shares. Imports nothing that the engine alone does not have at hand."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IN_CI = bool(os.environ.get("CI"))
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# The first example also compiles the kernels, so a deadline would blame the wrong one. In CI every
# run tries the same examples: no coin tosses.
settings.register_profile(
    "parley",
    deadline=None,
    derandomize=IN_CI,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("parley")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A Chromium without a window and without a network.

    Where there is none the test is skipped with the reason; in CI that is a failure.
    """
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        reason = f"needs a browser: none of {', '.join(CHROMIUM)} is on the PATH"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    flags += ["--disable-sync", "--no-first-run"]
    if os.name == "posix" and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox refuses to run as root
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of cases beside the checkout; skipped where it is missing."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of cases beside the checkout, ../shared")
    return folder
