"""Files, servers and rows for the storage tests."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import files
from db.store import Store
from db.tables import Committee, CommitteeKind, Person, Setting
from db.unit import Unit
from tests.conftest import poured

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that goes on by a second each time it is read, and as far as it is told."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


class Rows:
    """Rows as the program makes them, with as little said as possible."""

    def kind(self, unit: Unit, code: str = "city") -> CommitteeKind:
        return unit.add(CommitteeKind(id=code, position=1, label_fr="Ville", label_en="City"))

    def committee(self, unit: Unit, name: str = "Lyon", **values: Any) -> Committee:
        key = name.lower()
        usual = {"search_key": key, "sort_key": key, "kind_id": "city", "zone": "Europe/Paris"}
        return unit.add(Committee(name=name, **usual | values))

    def person(self, unit: Unit, name: str = "Dupont", **values: Any) -> Person:
        key = name.lower()
        return unit.add(
            Person(family_name=name, **{"given_name": "Élodie", "search_key": key, "sort_key": key} | values)
        )

    def setting(self, store: Store, value: str) -> None:
        """One action that adds or changes one row."""
        with store.write() as unit:
            unit.name("set")
            row = unit.session.get(Setting, "me")
            if row is None:
                unit.add(Setting(key="me", value=value))
            else:
                unit.change(row, value=value)


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fill(store: Store) -> None:
    with store.write() as unit:
        unit.name("seed")
        unit.without_journal()
        Rows().kind(unit)


@pytest.fixture(scope="session")
def template(bare_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.appui"
    with poured(bare_file):
        files.create_file(path, fill)
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A new file of the present version, with one kind of committee in it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "local.appui")
    os.chmod(folder / "local.appui", 0o600)
    return folder / "local.appui"


@pytest.fixture
def opened(clock: Clock) -> Iterator[Callable[..., Store]]:
    """Open files, and close them at the end."""
    stores: list[Store] = []

    def start(path: Path, **options: Any) -> Store:
        stores.append(Store.on_file(path, **({"now": clock} | options)))
        return stores[-1]

    yield start
    for store in stores:
        store.close()


@pytest.fixture
def store(path: Path, opened: Callable[[Path], Store]) -> Store:
    return opened(path)


# What a test could have changed of a database besides its rows.
SCHEMA = """
SELECT md5(string_agg(told, ' ' ORDER BY told)) FROM (
  SELECT concat_ws(' ', relname, relkind) AS told FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull, attisdropped)
    FROM pg_attribute JOIN pg_class ON oid = attrelid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled, tgfoid::regproc) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, conbin) FROM pg_constraint
  UNION ALL SELECT concat_ws(' ', adrelid::regclass, adnum, adbin) FROM pg_attrdef
  UNION ALL SELECT version_num FROM alembic_version
  UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS everything
"""
EMPTY = """
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0 LOOP
    EXECUTE format('DELETE FROM public.%I', name);
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""


class Server:
    """A PostgreSQL of our own: an unprivileged account, a temporary folder, a socket in it and no port."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="appui-pg-", dir="/tmp"))  # a socket's path is short
        self.account: dict[str, Any] = {}
        if os.getuid() == 0:  # initdb refuses root
            import pwd

            found = pwd.getpwnam("postgres")
            os.chown(self.folder, found.pw_uid, found.pw_gid)
            self.account = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
        # Sorted by a language, spaces ignored, as many servers are: a right order must not be the luck of this one.
        self.run("initdb", "-D", "data", "-U", "appui", "-A", "trust", "-E", "UTF8", "--no-sync",
                 "--locale-provider=icu", "--icu-locale=fr-FR-u-ka-shifted", "--locale=C.UTF-8")  # fmt: skip
        options = (
            f"-k {self.folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        self.made = 0
        self.idle: list[str] = []
        self.schema: Any = None

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
            **self.account,
        )
        assert done.returncode == 0, (program, done.stdout)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg:///{database}?host={self.folder}&user=appui"

    def new_database(self, template: str = "template0") -> str:
        import psycopg

        self.made += 1
        name = f"test_{self.made}"
        with psycopg.connect(f"host={self.folder} user=appui dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def lend(self, template: str) -> str:
        """A database as the template is: one given back, emptied, or a new one, which takes a third of a second."""
        self.schema = self.schema or self._schema(template)
        while self.idle:
            name = self.idle.pop()
            if self._emptied(name):
                return name
        return self.new_database(template)

    def _schema(self, name: str) -> Any:
        import psycopg

        with psycopg.connect(f"host={self.folder} user=appui dbname={name}") as connection:
            return connection.execute(SCHEMA).fetchone()

    def _emptied(self, name: str) -> bool:
        """Whether a database is as the template again; not one whose tables were touched, or that is still in use."""
        import psycopg

        past_triggers = "-c session_replication_role=replica -c lock_timeout=2000"
        try:
            with psycopg.connect(f"host={self.folder} user=appui dbname={name}", options=past_triggers) as connection:
                if connection.execute(SCHEMA.encode()).fetchone() != self.schema:
                    return False
                connection.execute(EMPTY.encode())
        except psycopg.Error:
            return False
        store = Store.on_server(self.url(name))
        fill(store)
        store.close()
        return True

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
        # Tens of thousands of small files: whoever waits for the tests need not wait for these to be gone.
        subprocess.run(["sh", "-c", 'rm -rf "$0" >/dev/null 2>&1 &', self.folder], check=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, or a skip that says so; on the CI its absence is a failure."""
    places = [Path(p).parent for p in sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True)]
    found = shutil.which("initdb")
    places += [Path(found).parent] if found else []
    if not places:
        message = "PostgreSQL's server programs are not installed (apt install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    running = Server(places[0])
    yield running
    running.stop()


@pytest.fixture(scope="session")
def server_template(server: Server) -> str:
    """A database of the present version, to copy."""
    from db.upgrade import migrate

    name = server.new_database()
    store = Store.on_server(server.url(name))
    migrate(store.engine)
    fill(store)
    store.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def reopen(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Close the store and open it again, on each engine."""
    if request.param == "sqlite":
        path = request.getfixturevalue("path")

        def start() -> Store:
            return Store.on_file(path, now=clock)
    else:
        running = request.getfixturevalue("server")
        name = running.lend(request.getfixturevalue("server_template"))

        def start() -> Store:
            return Store.on_server(running.url(name), now=clock)

    stores: list[Store] = []

    def again() -> Store:
        for store in stores:
            store.close()
        stores.append(start())
        return stores[-1]

    yield again
    for store in stores:
        store.close()
    if request.param == "postgresql":
        running.idle.append(name)


@pytest.fixture
def kept(reopen: Callable[[], Store]) -> Store:
    """A store on each engine in turn."""
    return reopen()


@pytest.fixture
def actor() -> uuid.UUID:
    return uuid.UUID(int=7)
