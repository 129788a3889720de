"""The report as Markdown, read back by a Markdown parser with GitHub's extensions."""

from __future__ import annotations

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.reports.formats import render
from campaign.reports.formats.shared import number, visible
from campaign.reports.views import Report
from campaign.words import words


def _tokens(report: Report) -> list[Token]:
    parser = MarkdownIt("gfm-like", {"html": True})
    found: list[Token] = []
    for token in parser.parse(render(report, "md").decode()):
        found.append(token)
        found.extend(token.children or [])
    return found


def _words(token: Token) -> str:
    parts = (
        "\n" if child.type == "hardbreak" or child.content == "<br>" else child.content
        for child in token.children or []
        if child.content != "<!-- -->"
    )
    return "".join(parts)


def test_nothing_that_was_typed_becomes_markup_a_link_or_html(nasty: Report) -> None:
    tokens = _tokens(nasty)
    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "em_open", "s_open", "code_inline", "fence", "code_block", "html_block",
                        "ordered_list_open"}  # fmt: skip
    assert {token.content for token in tokens if token.type == "html_inline"} <= {"<!-- -->", "<br>"}
    strong = [token for token in tokens if token.type == "strong_open"]
    assert len(strong) == 2 + len({(f.label, f.definition) for f in nasty.figures if visible(f.definition).strip()})
    assert sum(token.type == "blockquote_open" for token in tokens) == 1
    assert sum(token.type == "hr" for token in tokens) == 1
    assert sum(token.type == "heading_open" for token in tokens) == 6
    assert sum(token.type == "bullet_list_open" for token in tokens) == 1


def test_what_was_typed_is_read_back_as_it_was_typed(nasty: Report, hostile_texts: tuple[str, ...]) -> None:
    said = {_words(token).strip() for token in _tokens(nasty) if token.type == "inline"}
    for text in hostile_texts:
        lines = "\n".join(line.strip() for line in visible(text, lines=True).split("\n"))
        assert lines.strip() in said, text


def test_a_mail_address_is_broken_where_github_would_link_it(nasty: Report) -> None:
    text = render(nasty, "md").decode()
    assert text.count("@") == text.count("\\@<!-- -->") > 0


def test_a_table_keeps_its_number_of_cells(report: Report) -> None:
    tokens = _tokens(report)
    for start, token in enumerate(tokens):
        if token.type == "table_open":
            rows, cells = [], 0
            for inner in tokens[start:]:
                if inner.type in ("th_open", "td_open"):
                    cells += 1
                elif inner.type == "tr_close":
                    rows.append(cells)
                    cells = 0
                elif inner.type == "table_close":
                    break
            assert len(set(rows)) == 1
    expected = sum(
        bool(section.figures) + sum(bool(table.rows) for table in section.tables) + len(section.charts)
        for section in report.sections
    )
    assert sum(token.type == "table_open" for token in tokens) == expected


def test_every_figure_is_there_with_its_counts_and_its_target(rich: Report, english: Report) -> None:
    for report in (rich, english):
        w = words(report.lang)
        said = {_words(token) for token in _tokens(report) if token.type == "inline"}
        for figure in report.figures:
            assert unicodedata.normalize("NFC", figure.label) in said
            assert number(w, figure.value, figure.unit) in said
            assert any(figure.definition in text for text in said)
    assert {"437/1,248", "1,248/1,500 (83.2%)", "+262", "–"} <= said
