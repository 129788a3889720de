"""A generated department of 500,000 addresses taken in, beside raw reading and inserting; and the memory it takes.

The file is invented, the same on every run: syllables for streets, a grid for positions. Decisions, 29.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench import measure

ROWS = 500_000
TITLES = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles"
)
KINDS = ("Rue", "Avenue", "Chemin", "Impasse", "Allée", "Place")
PARTS = ("ba", "ri", "mon", "te", "lu", "sar", "ne", "vol", "gé", "di", "cha", "poix")
TIMES_RAW = 40.0  # planned and written, beside the same rows inserted as they are; 24 measured on a quiet machine
MEGABYTES = 400.0


def department(rows: int = ROWS, seed: int = 1, code: str = "93") -> Iterator[str]:
    """The lines of an invented department in the BAN's layout, communes of up to some thousand addresses in turn."""
    chance = random.Random(seed)
    yield TITLES + "\n"
    made = commune = 0
    while made < rows:
        commune += 1
        insee = f"{code}{commune:03d}"
        lat, lon = 48.80 + commune % 20 * 0.01, 2.30 + commune // 20 * 0.013
        names: set[str] = set()
        for street in range(1, chance.randint(40, 160)):
            name = f"{chance.choice(KINDS)} {''.join(chance.choice(PARTS) for _ in range(4)).capitalize()}"
            if name in names:
                continue
            names.add(name)
            for number in range(1, chance.randint(4, 60)):
                suffix = "bis" if number % 11 == 0 else ""
                key = f"{insee}_{street:04d}_{number:05d}{'_bis' if suffix else ''}"
                east, north = lon + street % 12 * 0.001 + number * 1e-5, lat + street // 12 * 0.0007 + number % 2 * 1e-4
                yield (
                    f"{key};{insee}_{street:04d};{number};{suffix};{name};{insee[:2]}000;{insee};Commune {commune};;;;;"
                    f"{east:.6f};{north:.6f};entrée;;;COMMUNE;;commune;commune;1;\n"
                )
                made += 1
                if made == rows:
                    return


def main(rounds: int = measure.ROUNDS, rows: int = ROWS) -> None:
    """Measure and print: once each, since a department takes minutes."""
    del rounds
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.field.addresses.apply import import_addresses
    from campaign.field.addresses.plan import AddressForm, plan_addresses
    from db import files
    from seed import reference

    print(f"== addresses: a department of {rows}")
    with tempfile.TemporaryDirectory() as name:
        path, source = Path(name, "addresses.appui"), Path(name, "adresses-93.csv.gz")
        with gzip.open(source, "wt", encoding="utf-8", compresslevel=1) as out:
            out.writelines(department(rows))
        files.create_file(path, reference.fill)
        store = files.open_file(path)
        with store.write() as unit:
            committee = create_committee(unit, NewCommittee(name="Bench", places=("93010",))).id

        begun = time.perf_counter()
        with closing(sqlite3.connect(Path(name, "raw.db"))) as connection, gzip.open(source, "rb") as packed:
            connection.execute(f"CREATE TABLE t ({', '.join(f'c{i}' for i in range(23))})")
            lines = csv.reader(io.TextIOWrapper(packed, "utf-8"), delimiter=";")
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * 23)})", lines)
            connection.commit()
        raw = time.perf_counter() - begun
        before = megabytes()

        seconds = {"raw rows in": [raw]}
        for label, communes in (("filtered to one commune", ("93010",)), ("planned, all of it", ("all",))):
            begun = time.perf_counter()
            with store.read() as session:
                plan = plan_addresses(session, source, AddressForm(committee, communes))
            seconds[label] = [time.perf_counter() - begun]
        begun = time.perf_counter()
        with store.write() as unit:
            import_addresses(unit, plan)
        seconds["written, all of it"] = [time.perf_counter() - begun]
        assert plan.tally.added == rows, plan.tally
        store.close()
    measure.show("a department", seconds, "raw rows in")
    whole = seconds["planned, all of it"][0] + seconds["written, all of it"][0]
    print(f"  {rows / whole:.0f} addresses a second, all of it; {rows / raw:.0f} raw")
    measure.target("planned and written", whole / raw, TIMES_RAW)
    measure.target("peak memory, megabytes", megabytes(), MEGABYTES)
    print(f"  of which {before:.0f} before the import")


def megabytes() -> float:
    """The most memory that this process has held so far."""
    import resource  # Unix only; the bench runs there

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
