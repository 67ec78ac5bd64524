"""The report of an exercise in a real browser: nothing asked for, nothing cut, nothing overlaps."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parley.report.words import LANGUAGES, read_catalogue
from tests.report.sample_outcome import sample_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TEXTS_THAT_COLLIDE = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const box = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .filter(text => text.textContent.trim())
      .map(text => ({words: text.textContent, box: text.getBoundingClientRect()}));
    texts.forEach((one, place) => {
      const a = one.box;
      if (a.left < box.left - 1 || a.right > box.right + 1 ||
          a.top < box.top - 1 || a.bottom > box.bottom + 1)
        found.push(['cut off', svg.getAttribute('aria-labelledby'), one.words]);
      for (const other of texts.slice(0, place)) {
        const b = other.box;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1)
          found.push(['overlap', svg.getAttribute('aria-labelledby'), one.words, other.words]);
      }
    });
  }
  return found;
}"""

PALE_TEXTS = """() => {
  const light = colour => {
    const parts = colour.match(/[0-9.]+/g).map(Number);
    if (parts.length > 3 && parts[3] === 0) return null;
    const [r, g, b] = parts.slice(0, 3).map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const kinds = 'p,li,dt,dd,th,td,caption,h1,h2,h3,a,summary,small';
  for (const element of document.querySelectorAll(kinds)) {
    let ground = null;
    for (let up = element; up && ground === null; up = up.parentElement)
      ground = light(getComputedStyle(up).backgroundColor);
    if (ground === null) ground = 1;
    const ink = light(getComputedStyle(element).color);
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (contrast < 4.5) found.push([element.tagName, element.textContent.slice(0, 40), contrast]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on disk."""
    home = tmp_path_factory.mktemp("report")
    (home / "charts").mkdir()
    for name, text in sample_report().items():
        (home / name).write_text(text, encoding="utf-8")
    return home


class Watched:
    """A page and what it asked for or complained about."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)

    def ask(self, question: str) -> Any:
        """What the page answers to a piece of JavaScript."""
        return self.page.evaluate(question)


@pytest.fixture(scope="module", params=LANGUAGES)
def watched(
    request: pytest.FixtureRequest, browser: "Browser", folder: Path
) -> Iterator[tuple[str, Watched]]:
    """One language of the report on a wide screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield request.param, Watched(page, (folder / f"report.{request.param}.html").as_uri())
    page.close()


def test_nothing_is_asked_for_and_nothing_goes_wrong(watched: tuple[str, Watched]) -> None:
    _, report = watched
    own = report.page.url
    assert [url for url in report.asked if url != own and not url.startswith("data:")] == []
    assert report.complaints == []


def test_no_text_in_a_picture_overlaps_another_or_is_cut_off(
    watched: tuple[str, Watched],
) -> None:
    _, report = watched
    assert report.page.locator("svg").count() == 10
    assert report.ask(TEXTS_THAT_COLLIDE) == []


def test_every_figure_and_picture_has_a_name(watched: tuple[str, Watched]) -> None:
    _, report = watched
    for role in ("figure", "img"):
        nodes = report.page.get_by_role(role)
        assert nodes.count() == 10
        for place in range(10):
            name = nodes.nth(place).evaluate(
                "node => document.getElementById(node.getAttribute('aria-labelledby')).textContent"
            )
            assert len(name.strip()) >= 4


@pytest.mark.parametrize("width", [360, 390, 768, 1600])
def test_no_page_scrolls_sideways(watched: tuple[str, Watched], width: int) -> None:
    _, report = watched
    report.page.set_viewport_size({"width": width, "height": 800})
    assert report.ask("document.documentElement.scrollWidth") <= width
    report.page.set_viewport_size({"width": 1280, "height": 900})


def test_the_mark_of_an_exercise_stays_in_sight(watched: tuple[str, Watched]) -> None:
    _, report = watched
    banner = report.page.locator(".exercise")
    assert "EXERCISE" in banner.inner_text()
    assert "演习" in banner.inner_text()
    report.ask("window.scrollTo(0, document.body.scrollHeight / 2)")
    box = banner.bounding_box()
    assert box is not None
    assert box["y"] == pytest.approx(0, abs=1)
    assert box["width"] == pytest.approx(report.ask("document.documentElement.clientWidth"), abs=1)
    report.ask("window.scrollTo(0, 0)")


def test_the_page_is_in_its_language_and_shows_no_key(watched: tuple[str, Watched]) -> None:
    language, report = watched
    words = read_catalogue(language)
    assert report.ask("document.documentElement.lang") == words.tag
    shown = report.ask("document.body.textContent")
    keys = [key for key in words.messages if "." in key.strip(".") and " " not in key]
    assert [key for key in keys if key in shown] == []
    assert "{" not in report.ask("document.body.innerText")


def test_text_stands_out_from_its_ground(watched: tuple[str, Watched]) -> None:
    """WCAG 2.2, criterion 1.4.3: a contrast of 4.5 to 1 at least."""
    _, report = watched
    assert report.ask(PALE_TEXTS) == []


def test_the_keyboard_reaches_the_report_first(watched: tuple[str, Watched]) -> None:
    language, report = watched
    report.page.keyboard.press("Tab")
    assert report.ask("document.activeElement.textContent") == read_catalogue(language).say(
        "page.skip"
    )


def test_the_first_page_leads_to_both_languages(browser: "Browser", folder: Path) -> None:
    page = browser.new_page()
    for language in LANGUAGES:
        page.goto((folder / "report.html").as_uri())
        page.get_by_role("link", name=read_catalogue(language).say("chooser.open")).click()
        assert page.url.endswith(f"report.{language}.html")
    page.close()


def test_every_printed_page_carries_the_mark(browser: "Browser", folder: Path) -> None:
    """A fixed banner is repeated by the browser on every sheet; here: it is fixed in print."""
    page = browser.new_page()
    page.goto((folder / "report.en.html").as_uri())
    page.emulate_media(media="print")
    banner = "getComputedStyle(document.querySelector('.exercise'))"
    assert page.evaluate(f"{banner}.position") == "fixed"
    assert page.evaluate(f"{banner}.display") != "none"
    page.close()
