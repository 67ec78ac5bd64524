"""The result of an exercise in a few lines for the terminal."""

from parley.group.exercise.outcome import Outcome
from parley.report.figures import largest_gap, mean_loss, unfinished
from parley.report.numbers import decimal, tiny, unit_in_words, with_error
from parley.report.sentences import headline_sentence
from parley.report.words import read_catalogue


def summary_lines(outcome: Outcome, language: str) -> list[str]:
    """Say the headline, the loss of each way with its error, and on how many draws it stands.

    Args:
        outcome: What came of the exercise.
        language: ``en`` or ``zh``.

    Returns:
        Seven lines without markup.
    """
    words = read_catalogue(language)
    unit = unit_in_words(outcome.system.unit, words)
    title = words.of(outcome.exercise.title)
    lines = [words.say("terminal.title", mark=words.say("exercise"), title=title)]
    lines.append(headline_sentence(outcome, words))
    for played in outcome.played:
        loss = with_error(mean_loss(outcome, played.way), words)
        way = words.say(f"way.{played.way}")
        lines.append(words.say("terminal.loss", way=way, loss=loss, unit=unit))
    lines.append(note(outcome, language))
    return lines


def note(outcome: Outcome, language: str) -> str:
    """Say how many draws there were, how many did not end, and how large the gap still is."""
    words = read_catalogue(language)
    return words.say(
        "page.note",
        draws=decimal(outcome.draws, words, 0),
        matrices=decimal(sum(outcome.matrices.values()), words, 0),
        unfinished=decimal(unfinished(outcome), words, 0),
        gap=tiny(largest_gap(outcome), words),
    )
