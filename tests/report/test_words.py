"""The catalogues of words: two equal languages."""

import re
from pathlib import Path

import pytest

import parley.report
from parley.engine.instruments.terms import KINDS
from parley.engine.provenance import Provenance
from parley.engine.totals import MONEY_ITEMS
from parley.group.exercise.costs import Basis
from parley.group.exercise.outcome import CHANNELS, SERIES, Way
from parley.group.exercise.script import Visibility
from parley.report.charts import CHARTS
from parley.report.figures import Verdict
from parley.report.words import LANGUAGES, read_catalogue

EN, ZH = (read_catalogue(language).messages for language in LANGUAGES)
HOME = Path(parley.report.__file__).parent


def test_both_languages_have_the_same_keys() -> None:
    assert EN.keys() == ZH.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_in_either_language(language: str) -> None:
    messages = read_catalogue(language).messages
    assert [key for key, text in messages.items() if not text.strip()] == []


def test_the_same_is_filled_in_in_both_languages() -> None:
    different = [
        key
        for key in EN
        if set(re.findall(r"\{(\w+)\}", EN[key])) != set(re.findall(r"\{(\w+)\}", ZH[key]))
        and not key.startswith("size.")  # Chinese spells the currency, English keeps its code
    ]
    assert different == []


def test_keys_are_no_sentences_of_either_language() -> None:
    assert [key for key in EN if EN[key] == key or ZH[key] == key] == []


def test_the_chinese_catalogue_is_written_in_chinese() -> None:
    neutral = {"percent", "clock", "scientific", "cell.none", "list.separator", "sentence.pair"}
    neutral |= {"value.with_unit", "chart.losses.part", "reason.side", "network.label"}
    neutral |= {"page.start.side", "cost.wait_delay"}
    neutral |= {"page.other", "chooser.open", "language.name"}
    foreign = [key for key in ZH if not re.search("[\u4e00-\u9fff，；（：]", ZH[key])]
    assert set(foreign) <= neutral


def test_every_key_that_the_report_asks_for_is_there() -> None:
    sources = [*HOME.rglob("*.py"), *HOME.rglob("*.html")]
    asked = {
        key
        for source in sources
        for key in re.findall(r"""say\(\s*["']([\w.]+)["']""", source.read_text("utf-8"))
    }
    assert len(asked) > 80
    whole = {key for key in asked if not key.endswith(".")}  # the others are put together
    assert whole <= EN.keys()


def test_whatever_an_outcome_can_name_has_a_word() -> None:
    wanted = [f"way.{way}" for way in Way] + [f"way.short.{way}" for way in Way]
    wanted += [f"way.meaning.{way}" for way in Way]
    wanted += [f"channel.{channel}" for channel in CHANNELS]
    wanted += [f"series.{name}" for name in SERIES]
    wanted += [f"item.{item}" for item in (*MONEY_ITEMS, "holdings", "cells", "money")]
    wanted += [f"provenance.{each}" for each in Provenance]
    wanted += [f"terms.{kind}" for kind in KINDS] + [f"instrument.{kind}" for kind in KINDS]
    wanted += [f"basis.{each}" for each in Basis]
    wanted += [f"headline.{each}" for each in Verdict]
    wanted += [f"visibility.{each}" for each in Visibility]
    wanted += [f"chart.{chart.NAME}.{part}" for chart in CHARTS for part in ("title", "reading")]
    assert [key for key in wanted if key not in EN] == []
