"""Reports to render: a rich week in both languages, all committees, an empty week, and one full of hostile names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from campaign.reports.views import Chart, Column, Figure, Header, Report, Section, Table
from campaign.words import Lang

HOSTILE = (
    "[/b]",
    "[@click=app.quit]x[/]",
    '=HYPERLINK("http://x.example";"y")',
    "@SUM(A1:A9)",
    "+33 6 39 98 01 02",
    "-2+3",
    "\t=1+1",
    "＝1+1",
    "<script>alert(1)</script>",
    "</title></svg><img src=x onerror=alert(1)>",
    "&lt;b&gt; & \"quotes\" 'too'",
    "a|b||c",
    "| a | b |\n|---|---|",
    "[a link](javascript:alert(1))",
    "![image](http://x.example/y.png)",
    "https://example.org/a www.example.org me@example.org",
    "# heading\n> quote\n- item\n1. one\n```\ncode",
    "*bold* _it_ ~~no~~ `code` <b>",
    "\x1b[31mred\x1b[0m \x07 \x00 \x9b31m \x7f",
    "line\r\nbreak\rhere",
    "\u202eright to left\u202c \u2066isolate\u2069",
    "שלום לכולם",
    "لجنة بيروت 2027",
    "東京委員会",
    "👩‍👩‍👧‍👦 🇫🇷 👍🏽 ✊",
    "e\u0301te\u0301 Œuvre Ÿ ﬁn Ł",
    "zero\u200bwidth \ufeffmark \u00adsoft",
    "\ud800 lone half",
    "../../etc/passwd",
    "CON",
    "${jndi:x} {name} %s {0}",
    "$x^2$",
    "Z̸̧̨̛͓͖͉ä̷̡l̶g̵o̴",
    "   ",
    "x" * 10_000,
)


def _texts(lang: Lang) -> Callable[[str, str], str]:
    return lambda french, english: french if lang == "fr" else english


def weeks(lang: Lang, count: int) -> tuple[str, ...]:
    months = ("sept.", "oct.", "nov.") if lang == "fr" else ("Sep", "Oct", "Nov")
    first = date(2026, 11, 2) - timedelta(weeks=count - 1)
    days = (first + timedelta(weeks=week) for week in range(count))
    return tuple(f"{day.day} {months[min(2, max(0, day.month - 9))]}" for day in days)


def build(lang: Lang = "fr", **header: object) -> Report:
    """A rich week of one committee."""
    t = _texts(lang)
    about = Header(
        id="0192f3c4-7a1e-7c55-9b20-5a4de0c41f77",
        name="Comité de la Croix-Rousse",
        kind=t("Comité de quartier", "Neighbourhood committee"),
        place=t("Lyon 4e arrondissement (69384)", "Lyon, 4th district (69384)"),
        state=t("actif", "active"),
        zone="Europe/Paris",
        invented=True,
    )
    about = replace(about, **header)  # type: ignore[arg-type]
    goals = Section(
        key="goals",
        title=t("Objectifs et résultats", "Goals and results"),
        figures=(
            Figure("doors_knocked", t("Portes frappées", "Doors knocked"), 1248, "count",
                   t("Portes distinctes où quelqu'un a frappé pendant la période.",
                     "Distinct doors at which someone knocked in the period."), before=986, target=1500),
            Figure("contact_rate", t("Taux de contact", "Contact rate"), 437 / 1248, "ratio",
                   t("Portes avec une discussion, divisées par les portes frappées.",
                     "Doors with a conversation, divided by doors knocked."),
                   numerator=437, denominator=1248, before=0.382, target=40),
            Figure("leaflets", t("Tracts distribués", "Leaflets handed out"), 3200, "count",
                   t("Tracts sortis du stock et remis à quelqu'un.", "Leaflets that left the stock."),
                   before=3200, target=3000),
            Figure("hours", t("Heures de bénévoles", "Volunteer hours"), 7470, "minutes",
                   t("Durée des présences pointées.", "Length of the attendances recorded."), before=8130, target=9000),
        ),
        charts=(
            Chart("doors_by_week", t("Portes frappées par semaine", "Doors knocked each week"), weeks(lang, 8),
                  (312, 540, 618, 0, 871, 1104, 986, 1248)),
        ),
    )  # fmt: skip
    members = Section(
        key="members",
        title=t("Membres et mouvements", "Members and movement"),
        figures=(
            Figure("members", t("Membres actifs", "Active members"), 43, "count",
                   t("Personnes membres au dernier jour de la période.", "People who are members on the last day."),
                   before=38),
            Figure("joined", t("Arrivées", "Joined"), 7, "count", t("Entrées dans la période.", "Entries."), before=4),
            Figure("left", t("Départs", "Left"), 2, "count", t("Sorties dans la période.", "Exits."), before=2),
            Figure("flake", t("Inscrits absents", "No-shows"), None, "ratio",
                   t("Inscrits absents, divisés par les inscrits. Rien à diviser : un tiret.",
                     "Sign-ups that did not come, divided by sign-ups. Nothing to divide: a dash."),
                   numerator=0, denominator=0, before=0.25),
            Figure("raised_cents", t("Dons reçus", "Donations received"), 123_456, "cents",
                   t("Dons encaissés dans la période.", "Donations banked in the period."), before=98_000),
        ),
        tables=(
            Table("roles", t("Responsables", "Who answers for what"),
                  (Column("role", t("Rôle", "Role")), Column("person", t("Personne", "Person")),
                   Column("since", t("Depuis", "Since"), "day")),
                  ((t("Animatrice", "Leader"), "Inès Delaunay-Favre", date(2026, 6, 14)),
                   (t("Finances", "Finance"), "Jean-Baptiste Œuvrard", date(2025, 11, 30)),
                   (t("Porte-à-porte", "Door to door"), "Ngoc Anh Lê", None))),
        ),
    )  # fmt: skip
    streets = ("rue d'Austerlitz", "rue de Belfort", "grande rue de la Croix-Rousse", "rue du Mail", "place des Tapis")
    done = tuple(
        (
            datetime(2026, 11, 2, 17, 0, tzinfo=UTC) + timedelta(hours=7 * n),
            (t("Porte-à-porte", "Door to door"), t("Tractage", "Leaflets"), t("Réunion", "Meeting"))[n % 3],
            f"{streets[n % 5]} – {t('équipe', 'team')} {n + 1}",
            3 + n % 5,
            (41 * n) % 90 or None,
            None if n % 3 else (17 * n % 60) / 100,
            90 + 5 * n,
        )
        for n in range(19)
    )
    actions = Section(
        key="actions",
        title=t("Ce qui a été fait", "What was done"),
        tables=(
            Table("actions", t("Actions de la période", "Actions in the period"),
                  (Column("at", t("Quand", "When"), "moment"), Column("kind", t("Action", "Action")),
                   Column("where", t("Lieu", "Where")), Column("people", t("Présents", "Present"), "count"),
                   Column("doors", t("Portes", "Doors"), "count"),
                   Column("rate", t("Contact", "Contact"), "ratio"),
                   Column("time", t("Durée", "Time"), "minutes")), done),
        ),
    )  # fmt: skip
    coming = Section(
        key="coming",
        title=t("Les quatorze prochains jours", "The next fourteen days"),
        tables=(
            Table("coming", "", (Column("day", t("Jour", "Day"), "day"), Column("what", t("Action", "Action")),
                                 Column("free", t("Places libres", "Places left"), "count")), (),
                  t("Rien n'est prévu : c'est le moment d'inscrire une action.",
                    "Nothing is planned: time to put an action in the agenda.")),
        ),
    )  # fmt: skip
    difficulties = Section(
        key="difficulties",
        title=t("Difficultés et demandes", "Difficulties and requests"),
        text=(
            t("Il manque 2 000 tracts pour le marché de samedi ; l'imprimeur ne livre que mardi. Deux équipes du "
              "jeudi n'ont pas pu entrer rue de Belfort : codes changés, à demander au syndic.",
              "We lack 2,000 leaflets for Saturday's market; the printer delivers on Tuesday only. Two Thursday teams "
              "could not enter rue de Belfort: the door codes changed, to be asked for."),
            t("Besoin d'une salle de 60 places le 19 novembre.\nQui peut prêter une sono ?",
              "A room for 60 is needed on 19 November.\nWho can lend a sound system?"),
        ),
    )  # fmt: skip
    return Report(
        title=t("Rapport d'activité", "Activity report"),
        lang=lang,
        header=about,
        first=date(2026, 11, 2),
        last=date(2026, 11, 8),
        sections=(goals, members, actions, coming, difficulties),
        hash=sha256(lang.encode()).hexdigest(),
        program="Appui 0.1.0",
    )


def everyone(lang: Lang = "fr") -> Report:
    """All committees over three months, with a long table and a long chart."""
    t = _texts(lang)
    base = build(lang, id="", name="", kind="", place="", state="", zone="Europe/Paris", committees=200)
    columns = (
        Column("committee", t("Comité", "Committee")), Column("members", t("Membres", "Members"), "count"),
        Column("doors", t("Portes frappées", "Doors knocked"), "count"),
        Column("raised", t("Dons", "Donations"), "cents"), Column("last", t("Dernière action", "Last action"), "day"),
    )  # fmt: skip
    rows = tuple(
        (f"Comité de Saint-Étienne-du-Rouvray n° {n}", 3 + n % 12, n * 137 % 4000, n * 12_345 % 900_000,
         date(2026, 11, 8) - timedelta(days=n % 60))
        for n in range(1, 201)
    )  # fmt: skip
    listing = Section("committees", t("Chaque comité", "Each committee"), tables=(Table("all", "", columns, rows),),
                      charts=(Chart("weeks", t("Portes par semaine", "Doors each week"), weeks(lang, 40),
                                    tuple(n * n * 37 % 9000 for n in range(40))),))  # fmt: skip
    return replace(base, first=date(2026, 8, 10), sections=(*base.sections[:2], listing))


def empty(lang: Lang = "fr") -> Report:
    """A week in which nothing was entered."""
    base = build(lang, invented=False)
    sections = tuple(
        replace(
            section,
            figures=tuple(
                replace(f, value=None if f.unit == "ratio" else 0, numerator=0 if f.unit == "ratio" else None,
                        denominator=0 if f.unit == "ratio" else None, before=None)
                for f in section.figures
            ),
            charts=tuple(replace(chart, values=tuple(0 for _ in chart.values)) for chart in section.charts),
            tables=tuple(replace(table, rows=()) for table in section.tables),
            text=(),
        )
        for section in base.sections
    )  # fmt: skip
    return replace(base, sections=sections)


def hostile(lang: Lang = "fr") -> Report:
    """Every text that a person can type is one of those that break programs."""
    columns = (Column("name", "Nom | <b>name</b>"), Column("n", "=n", "count"), Column("note", "[note]"))
    rows = tuple((text, n, text) for n, text in enumerate(HOSTILE))
    section = Section(
        key="hostile",
        title="<h1>| =1+1 [/b] 東京",
        figures=tuple(
            Figure(f"figure_{n}", text[:200], n + 1000, "count", text[:300]) for n, text in enumerate(HOSTILE)
        ),
        tables=(Table("names", "*t* | <i>", columns, rows),),
        charts=(Chart("bars", "<svg> | c", ("<b>", "=1", "a|b", "[/]"), (1, 0, -3, 10**12)),),
        text=HOSTILE,
    )
    names = " ".join(text for text in HOSTILE if len(text) < 1000)
    base = build(lang, name=names, place="<i>|", kind="=1+1", state="\x1b[2J")
    return replace(base, title="<title> | =1", sections=(section,), hash="<hash>" * 8)


REPORTS: dict[str, Callable[[Lang], Report]] = {
    "one committee": build, "all committees": everyone, "an empty week": empty, "hostile names": hostile,
}  # fmt: skip
CASES = [(name, lang) for name in REPORTS for lang in ("fr", "en")]


SELDOM = {("all committees", "en"), ("an empty week", "fr"), ("hostile names", "en")}  # made of the same parts


PARAMS = [
    pytest.param((name, lang), id=f"{name}, {lang}", marks=[pytest.mark.long] if (name, lang) in SELDOM else [])
    for name, lang in CASES
]


@pytest.fixture(params=PARAMS)
def report(request: pytest.FixtureRequest) -> Report:
    """Each report in each language."""
    name, lang = request.param
    return REPORTS[name](lang)


@pytest.fixture
def rich() -> Report:
    return build("fr")


@pytest.fixture
def english() -> Report:
    return build("en")


@pytest.fixture
def all_committees() -> Report:
    return everyone("fr")


@pytest.fixture
def nothing_done() -> Report:
    return empty("fr")


@pytest.fixture
def nasty() -> Report:
    return hostile("en")


@pytest.fixture
def hostile_texts() -> tuple[str, ...]:
    return HOSTILE
