"""Papers of the record in a real browser: on a wide screen, on a phone, in the dark, in print."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pypdf
import pytest

from parley.group.dialogue.known import as_known
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.report.documents.html import to_html
from parley.report.documents.page_document import page_document
from tests.browser.test_exercise_report import PALE_TEXTS
from tests.group.dialogue.examples import shipped

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AFTER = date(2024, 9, 30)

OUT_OF_ORDER = """() => {
  const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]));
  return levels.filter((level, at) => at ? level > levels[at - 1] + 1 : level !== 1).concat(
    levels.filter((level, at) => at && level === 1));
}"""

TWICE_OR_NOWHERE = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  const asked = [...document.querySelectorAll('a[href^="#"]')].map(a => a.hash.slice(1));
  const named = [...document.querySelectorAll('[aria-labelledby]')]
    .map(each => each.getAttribute('aria-labelledby'));
  return twice.concat([...asked, ...named].filter(id => !ids.includes(id)));
}"""


def papers(language: str) -> dict[str, str]:
    """The pages that are read most, as HTML."""
    known = as_known(shipped(), AFTER)
    fifth = find_meeting(known, "FWG-5")
    made = {
        "brief": brief(known, "FWG", AFTER),
        "readouts": readouts_page(known, fifth, AFTER),
        **{f"principal-{e.id}": principal_page(known, fifth, e.id, AFTER) for e in known.sides},
    }
    return {name: to_html(page_document(page, language)) for name, page in made.items()}


@pytest.fixture(name="page", params=[False, True], ids=["light", "dark"])
def _page(request: pytest.FixtureRequest, browser: "Browser") -> "Page":
    """A browser without JavaScript, in which every request is an error."""
    context = browser.new_context(
        java_script_enabled=False, color_scheme="dark" if request.param else "light"
    )
    page = context.new_page()
    page.on("request", lambda request: pytest.fail(f"asked for {request.url}"))
    return page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_papers_can_be_read_by_everybody_on_every_screen(page: "Page", language: str) -> None:
    for name, written in papers(language).items():
        page.set_content(written)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert (
            page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
        )
        assert page.evaluate(PALE_TEXTS) == [], name
        assert page.evaluate(OUT_OF_ORDER) == [], name
        assert page.evaluate(TWICE_OR_NOWHERE) == [], name
        assert page.evaluate("document.querySelectorAll('th:not([scope])').length") == 0, name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_principal_prints_one_sheet_from_the_browser_too(page: "Page", language: str) -> None:
    for name, written in papers(language).items():
        if not name.startswith("principal"):
            continue
        page.set_content(written)
        sheets = len(pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)
        assert sheets == 1, name
