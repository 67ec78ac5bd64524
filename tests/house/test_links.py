"""A link that leads nowhere is found, one that leads somewhere is not."""

from pathlib import Path

import pytest

from scripts.check_links import anchors, dead_links


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "other.md").write_text(
        "# One place\n\n## §3 Ranking, and why\n\n## Same\n\n## Same\n\n"
        "```\n# not a heading\n```\n\n## `code` and [link](x.md)\n\n<a id='here'></a>\n"
    )
    (tmp_path / "docs" / "other page.png").write_text("")
    return tmp_path / "page.md"


@pytest.mark.parametrize(
    "text",
    [
        "[a](docs/other.md)",
        "[a](docs)",
        "[a](docs/other.md#one-place) [b](docs/other.md#3-ranking-and-why)",
        "[a](docs/other.md#same-1)",
        "[a](docs/other.md#here)",
        "![picture](docs/other%20page.png 'title')",
        "# Top\n\n[a](#top)",
        "[a][1]\n\n[1]: docs/other.md",
        "[elsewhere](https://example.org/nothing) <img src='docs/other%20page.png'>",
        "`[a](nowhere.md)`\n\n```\n[a](nowhere.md)\n```\n",
    ],
)
def test_a_link_that_leads_somewhere_is_left_alone(page: Path, text: str) -> None:
    page.write_text(text)
    assert [each for each in dead_links(page.parent) if each.startswith("page.md")] == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\n\n[a](nowhere.md)", "page.md, line 3: nowhere.md; no such file"),
        ("[a](docs/other.md#gone)", "page.md, line 1: docs/other.md#gone; no such heading"),
        (
            "[a](docs/other.md#not-a-heading)",
            "page.md, line 1: docs/other.md#not-a-heading; no such heading",
        ),
        ("[`code`](nowhere.md)", "page.md, line 1: nowhere.md; no such file"),
        ("![a](nowhere.png)", "page.md, line 1: nowhere.png; no such file"),
        ("[a](#gone)", "page.md, line 1: #gone; no such heading"),
        ("[a]: nowhere.md", "page.md, line 1: nowhere.md; no such file"),
        ("<img src='nowhere.svg'>", "page.md, line 1: nowhere.svg; no such file"),
        ("```\nx\n```\n\n[a](nowhere.md)", "page.md, line 5: nowhere.md; no such file"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(
    page: Path, text: str, complaint: str
) -> None:
    page.write_text(text)
    assert complaint in dead_links(page.parent)


def test_headings_are_found_by_the_names_that_hosts_give_them(page: Path) -> None:
    names = anchors(page.parent / "docs" / "other.md")
    assert names == {"one-place", "3-ranking-and-why", "same", "same-1", "code-and-link", "here"}
