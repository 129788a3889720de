"""The report as one HTML page, read back by a parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

from campaign.reports.formats import render
from campaign.reports.formats.shared import number, visible
from campaign.reports.views import Report
from campaign.words import words

VOID = {"meta", "br"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "p", "h1", "h2", "h3",
    "dl", "div", "dt", "dd", "b", "small", "span", "figure", "svg", "desc", "rect", "line", "text", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "br", "code",
}  # fmt: skip


class Page(HTMLParser):
    def __init__(self, report: Report) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.parts: list[tuple[str, str]] = []
        self.feed(render(report, "html").decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.parts.append((self.open[-1] if self.open else "", data))

    @property
    def text(self) -> str:
        return "\n".join(data for tag, data in self.parts if tag != "style")

    def inside(self, tag: str) -> list[str]:
        return [data for where, data in self.parts if where == tag]


def test_the_page_is_well_formed_and_holds_only_known_elements(report: Report) -> None:
    page = Page(report)
    assert page.open == []
    assert {tag for tag, _ in page.tags} <= KNOWN


def test_no_script_no_handler_no_reference_to_anywhere(report: Report) -> None:
    page = Page(report)
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"src", "href", "srcset", "action", "xlink:href", "background", "poster"}
    style = "".join(page.inside("style"))
    assert not re.search(r"url\(|@import|expression|https?:", style)
    styles = {a["style"] or "" for _, a in page.tags if "style" in a}
    assert all(re.fullmatch(r"width:\d+\.\d%", value) for value in styles)


def test_the_page_forbids_what_it_does_not_need(rich: Report) -> None:
    policies = [a["content"] for _, a in Page(rich).tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_language_and_the_title_are_said(report: Report) -> None:
    page = Page(report)
    assert page.tags[0][0] == "html"
    assert page.tags[0][1]["lang"] == report.lang
    assert words(report.lang).period(report.first, report.last) in page.inside("title")[0]


def test_headings_go_down_one_step_at_a_time(report: Report) -> None:
    levels = [int(tag[1]) for tag, _ in Page(report).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_header_cell_has_a_scope_and_every_chart_a_title_and_a_description(report: Report) -> None:
    page = Page(report)
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.tags if tag == "th")
    charts = sum(bool(chart.labels) for section in report.sections for chart in section.charts)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("svg") == charts
    assert tags.count("desc") == charts
    assert tags.count("title") == charts + 1
    named = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for tag, attributes in page.tags:
        if "aria-labelledby" in attributes:
            assert set((attributes["aria-labelledby"] or "").split()) <= named, tag


def test_every_figure_bar_and_text_is_there(report: Report) -> None:
    page = Page(report)
    w = words(report.lang)
    values = [value.strip() for value in page.inside("dd")]
    for figure in report.figures:
        assert number(w, figure.value, figure.unit) in values
        assert visible(figure.label) in page.text
    for section in report.sections:
        for chart in section.charts:
            assert [number(w, value, "count") for value in chart.values][-1] in page.inside("td")
        for text in section.text:
            assert visible(text, lines=True).strip() in page.text


def test_what_was_typed_is_read_back_as_it_was_typed(nasty: Report, hostile_texts: tuple[str, ...]) -> None:
    cells = Page(nasty).inside("td")
    for text in hostile_texts:
        assert visible(text, lines=True) in cells


def test_the_page_follows_light_dark_and_print(rich: Report) -> None:
    style = "".join(Page(rich).inside("style"))
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
