"""Three processes divide numbers that none of them knows; strangers are not let in."""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parley.node.keys import TLS_CERTIFICATE, TLS_KEY, make_keys
from parley.node.trial import free_ports
from tests.node.mpc.arithmetic_party import numbers

pytest.importorskip("mpyc", reason="the extra mpc is not installed")

SCRIPT = Path(__file__).with_name("arithmetic_party.py")


def start(base: Path, number: int, ports: list[int]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(number), str(base), *map(str, ports)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def test_shares_are_divided_exactly_and_all_three_see_the_same(tmp_path: Path) -> None:
    for number in range(3):
        make_keys(tmp_path / str(number), f"n{number}")
    ports = free_ports(3)
    parties = [start(tmp_path, number, ports) for number in range(3)]
    ends = [party.communicate(timeout=120) for party in parties]
    assert [party.returncode for party in parties] == [0, 0, 0], [err[-500:] for _, err in ends]
    said = [json.loads(out) for out, _ in ends]
    assert said[0] == said[1] == said[2]
    whole = numbers(400)
    for bits in (1, 62, 64, 124, 190):
        assert said[0][f"by 2^{bits}"] == [each >> bits for each in whole]
    assert said[0]["zero"] == [True, False]
    assert said[0]["one of three"] is False
    assert (said[0]["nothing"], said[0]["nobody"]) == ([0, 0], 0)
    assert said[0]["matrix"] == [
        whole[1] + 2 * whole[2] + 3 * whole[3], 5 * whole[3],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shows", "claims"), [("stranger", 0), ("1", 0)], ids=["a stranger", "party 1 as party 0"]
)
def test_whoever_is_not_who_he_says_is_not_let_in(tmp_path: Path, shows: str, claims: int) -> None:
    for name in ("0", "1", "2", "stranger"):
        make_keys(tmp_path / name, f"n{name}")
    ports = free_ports(3)
    listens = start(tmp_path, 2, ports)
    try:
        _wait_until_open(ports[2])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(tmp_path / "2" / TLS_CERTIFICATE)
        context.load_cert_chain(tmp_path / shows / TLS_CERTIFICATE, tmp_path / shows / TLS_KEY)
        with (
            socket.create_connection(("127.0.0.1", ports[2]), 5.0) as plain,
            context.wrap_socket(plain) as line,
        ):
            line.settimeout(20.0)
            try:
                line.sendall(claims.to_bytes(2, "little") + bytes(32))
                assert line.recv(1_000) == b""
            except (ssl.SSLError, ConnectionError):
                pass
        assert listens.poll() is None
    finally:
        listens.kill()
        listens.communicate()


def _wait_until_open(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, f"nobody listens on {port}"
        time.sleep(0.05)
