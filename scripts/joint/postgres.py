"""A PostgreSQL of our own on a socket of this machine, gone at the end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "parley"


def programs() -> Path | None:
    """Where initdb and pg_ctl are; the newest version there is; None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    on_path = shutil.which("pg_ctl")
    return found[-1].parent if found else (Path(on_path).parent if on_path else None)


@contextmanager
def running(base: Path) -> Iterator[Path]:
    """Run a server with its data in a folder; gives the folder of its socket.

    Raises:
        FileNotFoundError: if PostgreSQL is not installed.
    """
    there = programs()
    if there is None:
        raise FileNotFoundError("initdb and pg_ctl, of PostgreSQL")
    for folder in (base, *list(base.parents)[:3]):
        if folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    home = base / "home"
    home.mkdir()
    as_user: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as the administrator
        shutil.chown(home, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, options = home / "data", f"-c listen_addresses='' -c unix_socket_directories={home}"

    def run(program: str, *arguments: str, must_work: bool = True) -> None:
        subprocess.run(
            [*as_user, str(there / program), *arguments],
            check=must_work, cwd=home, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    run("initdb", "-D", str(data), "-A", "trust", "-U", USER, "--no-sync")
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
    try:
        yield home
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop", must_work=False)


def create_database(socket: Path, name: str) -> str:
    """Make an empty database; gives its address."""
    there = programs()
    assert there is not None  # noqa: S101  # the server runs
    subprocess.run([str(there / "createdb"), "-h", str(socket), "-U", USER, name], check=True)
    return f"postgresql://{USER}@/{name}?host={socket}"
