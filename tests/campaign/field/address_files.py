"""Invented address files in every layout that people have, and hands to take them in with."""

from __future__ import annotations

import gzip
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from campaign.field.addresses.apply import import_addresses
from campaign.field.addresses.plan import AddressForm, AddressPlan, plan_addresses

INSEE = "54084"
BAN = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles"
)
OLD_BAN = (
    "id;nom_voie;id_fantoir;numero;rep;code_insee;code_post;alias;nom_ld;nom_afnor;libelle_acheminement;x;y;lon;lat;"
    "nom_commune"
)
BAL_13 = (
    "uid_adresse;cle_interop;commune_insee;commune_nom;commune_deleguee_insee;commune_deleguee_nom;voie_nom;"
    "lieudit_complement_nom;numero;suffixe;position;x;y;long;lat;cad_parcelles;source;date_der_maj;"
    "certification_commune"
)
BAL_14 = (
    "cle_interop;id_ban_commune;id_ban_toponyme;id_ban_adresse;commune_insee;voie_nom;numero;suffixe;commune_nom;"
    "position;long;lat;x;y;source;date_der_maj"
)
BAL_15 = BAL_14.replace("voie_nom", "toponyme")


def row(header: str, **values: object) -> str:
    """A line of a layout; what is not said is empty."""
    return ";".join(str(values.get(title, "")) for title in header.split(";"))


def ban(number: int, suffix: str = "", street: str = "Rue du Mail", code: str = "0100", **more: object) -> str:
    """A line of the present BAN, on the map where its number puts it."""
    key = f"{INSEE}_{code}_{number:05d}{'_' + suffix if suffix else ''}"
    said = {"id": key, "numero": number, "rep": suffix, "nom_voie": street, "code_insee": INSEE, "code_postal": "54111"}
    return row(BAN, **{**said, "lon": f"{5.83 + number / 10000:.6f}", "lat": "49.322", **more})


def bal(number: int, suffix: str = "", street: str = "Rue du Mail", code: str = "0100", **more: object) -> str:
    """A line of a BAL 1.3, on the same spot."""
    key = f"{INSEE}_{code}_{number:05d}{'_' + suffix if suffix else ''}"
    said = {"cle_interop": key, "commune_insee": INSEE, "voie_nom": street, "numero": number, "suffixe": suffix}
    return row(
        BAL_13, **{**said, "long": f"{5.83 + number / 10000:.6f}", "lat": "49.322", "position": "entrée", **more}
    )


def old(number: int, suffix: str = "", street: str = "rue du mail", code: str = "0100", **more: object) -> str:
    """A line of the BAN of before 2020, on the same spot."""
    said = {
        "id": f"ADRNIVX_{abs(hash((number, suffix, street))) % 10**16:016d}",
        "nom_voie": street,
        "id_fantoir": code,
    }
    said |= {"numero": str(number), "rep": suffix.upper(), "code_insee": INSEE, "code_post": "54111"}
    return row(OLD_BAN, **{**said, "lon": f"{5.83 + number / 10000:.6f}", "lat": "49.322", **more})


def written(path: Path, header: str, *lines: str, encoding: str = "utf-8", packed: bool = False) -> Path:
    """A file of a layout."""
    data = ("\n".join([header, *lines]) + "\n").encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def planned(hands: Any, path: Path, committee: uuid.UUID, **form: Any) -> AddressPlan:
    """What a file would do."""
    plan: AddressPlan = hands.see(plan_addresses, path, AddressForm(committee, **form))
    return plan


def take(hands: Any, path: Path, committee: uuid.UUID, **form: Any) -> AddressPlan:
    """Take a file in."""
    plan = planned(hands, path, committee, **form)
    hands.do(import_addresses, plan)
    return plan


def counts(plan: AddressPlan) -> tuple[int, ...]:
    """Read, added, updated, unchanged, merged, refused."""
    tally = plan.tally
    return tally.read, tally.added, tally.updated, tally.unchanged, tally.merged, tally.refused


def real(*parts: str) -> Path:
    """A file of the real data, which is not in the repository."""
    folder = os.environ.get("APPUI_TEST_DATA")
    if not folder:
        pytest.skip("APPUI_TEST_DATA is not set: the real address files are not here.")
    return Path(folder, *parts)


def reasons(plan: Any) -> Sequence[tuple[int, str]]:
    """The lines that were not taken in, and why, in English."""
    from campaign.words import words

    return [(problem.line, words("en")(problem.reason, **problem.facts)) for problem in plan.problems]
