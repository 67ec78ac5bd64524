"""Whatever bytes are in a folder, it is read or refused with words: never a traceback."""

import io
import tempfile
from pathlib import Path

import pyarrow as arrow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from parley.errors import Fault, InvalidInput
from parley.files.systems.folder import TABLES, read_system
from tests.files import system_examples as example

_LONG = {
    "system": example.HEAD,
    "institutions": example.INSTITUTIONS,
    "figures": example.LONG,
    "exchange_rates": example.RATES,
    "world_totals": example.WORLD,
    "estimates": example.ESTIMATES,
    "asset_classes": example.CLASSES,
    "holdings": example.HOLDINGS,
    "contracts": example.CONTRACTS,
    "country_claims": example.CLAIMS,
    "dictionary": "file,column,unit,low,high,meaning,source\nfigures.csv,value[x],1,,,x,x\n",
}
_CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["nan", "inf", "-1", "1e300", "1e999", "1_0", "0x1", "9" * 400, "XX", "US"]),
    st.sampled_from(["Ferry Bank", "2022-12-31", "0000-00-00", "file", "ratio", "remainder", '"']),
    st.floats().map(repr),
)


def survive(folder: Path) -> None:
    """Read, or refuse with at least one fault, each of one line."""
    faults: tuple[Fault, ...] = ()
    try:
        read_system(folder)
    except InvalidInput as invalid:
        faults = invalid.faults or (Fault("refused", 0, "", "", "a fault\n"),)
    assert all(len(str(fault).splitlines()) == 1 for fault in faults)


@given(st.sampled_from(sorted(_LONG)), st.binary(max_size=200))
def test_binary_junk_in_any_file_is_refused_with_words(stem: str, junk: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        survive(example.write(Path(place), **(_LONG | {stem: junk})))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(_LONG)), st.integers(0), st.binary(max_size=6), st.integers(0, 8))
def test_a_few_wrong_bytes_in_any_file_are_survived(
    stem: str, where: int, junk: bytes, cut: int
) -> None:
    raw = _LONG[stem].encode()
    place_of = where % (len(raw) + 1)
    broken = raw[:place_of] + junk + raw[place_of + cut :]
    with tempfile.TemporaryDirectory() as place:
        survive(example.write(Path(place), **(_LONG | {stem: broken})))


@settings(max_examples=300)
@given(st.sampled_from(sorted(set(_LONG) - {"system"})), st.integers(0), _CELLS)
def test_a_wrong_cell_in_any_table_is_survived(stem: str, where: int, cell: str) -> None:
    lines = [line.split(",") for line in _LONG[stem].splitlines()]
    row = lines[where % len(lines)]
    row[where // len(lines) % len(row)] = cell
    text = "\n".join(",".join(line) for line in lines) + "\n"
    with tempfile.TemporaryDirectory() as place:
        survive(example.write(Path(place), **(_LONG | {stem: text.encode("utf-8", "replace")})))


@given(st.sampled_from(TABLES), st.integers(0), st.binary(max_size=20), st.booleans())
def test_a_broken_parquet_file_is_refused_with_words(
    stem: str, where: int, junk: bytes, cut: bool
) -> None:
    buffer = io.BytesIO()
    columns = {"institution": ["Ferry Bank"], "amount": [1.0], "as_of": [None]}
    parquet.write_table(arrow.table(columns), buffer)
    raw = buffer.getvalue()
    place_of = where % len(raw)
    tail = b"" if cut else raw[place_of + len(junk) :]
    files = {name: text for name, text in _LONG.items() if name != stem}
    with tempfile.TemporaryDirectory() as place:
        folder = example.write(Path(place), **files)
        (folder / f"{stem}.parquet").write_bytes(raw[:place_of] + junk + tail)
        survive(folder)


def test_a_line_break_hidden_in_a_name_does_not_break_the_message_in_two(tmp_path: Path) -> None:
    """Found by the test above: a vertical tab within the name of an institution of a recipe."""
    broken = _LONG["estimates"].replace("Other institutions", "O\x0bther institutions")
    survive(example.write(tmp_path, **(_LONG | {"estimates": broken})))
