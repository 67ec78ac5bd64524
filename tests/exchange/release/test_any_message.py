"""Whatever another party sends in a sum or a secret run: a reason, never a crash or a result."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from parley.exchange.canonical import Value
from parley.exchange.release import masked
from parley.exchange.secret import session
from parley.exchange.turns import Said
from tests.exchange.joint.test_run import world
from tests.exchange.release.test_masked import play as play_sum
from tests.exchange.release.test_masked import terms_of as sum_terms
from tests.exchange.secret.test_session import OPENED
from tests.exchange.secret.test_session import play as play_secret
from tests.exchange.secret.test_session import terms_of as secret_terms

VALUES: st.SearchStrategy[Value] = st.recursive(
    st.one_of(st.text(max_size=70), st.integers(-(2**53) + 1, 2**53 - 1), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["terms", "key", "total", "commitment", "commitments", "outputs", "reason", "charter", "x"]
)
BODIES = st.dictionaries(KEYS, VALUES, max_size=4)
ATTACHMENTS = st.lists(st.binary(max_size=40), max_size=5).map(tuple)


@settings(max_examples=150)
@given(st.sampled_from([*masked.Word]), BODIES, ATTACHMENTS, st.booleans())
def test_any_message_in_a_sum_under_masks(
    kind: masked.Word, body: dict[str, Value], kept: tuple[bytes, ...], adds: bool
) -> None:
    def other(said: Said) -> Said:
        if said.sender != 1 or said.kind is not kind:
            return said
        return replace(said, body={**said.body, **body} if adds else body, attachments=kept)

    runs = play_sum(sum_terms(3), [[1, 2], [3, 4], [5, 6]], change=other)
    for honest in (runs[0], runs[2]):
        assert honest.total in ((), (9, 12)) or kind is masked.Word.MASKED
        assert honest.step is not masked.Word.CLOSED or honest.total == (9, 12)


@settings(max_examples=150)
@given(st.sampled_from([*session.Word]), st.integers(0, 2), BODIES, ATTACHMENTS, st.booleans())
def test_any_message_in_a_secret_run(
    kind: session.Word, liar: int, body: dict[str, Value], kept: tuple[bytes, ...], adds: bool
) -> None:
    charter, books, *_ = world(1, 8, 2)

    def other(said: Said) -> Said:
        if said.sender != liar or said.kind is not kind:
            return said
        return replace(said, body={**said.body, **body} if adds else body, attachments=kept)

    runs = play_secret(secret_terms(charter), books, change=other)
    for number, run in enumerate(runs):
        if number != liar and run.step is session.Word.CLOSED:
            assert run.opened == OPENED
        assert (
            run.is_over or run.step is not session.Word.RESULT or liar == number or not run.reason
        )
