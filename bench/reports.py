"""The activity report of all committees: made from rows, and typeset; beside raw reading and bare typesetting."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench import measure

BUILD_LIMIT, PDF_LIMIT = 8.0, 9.0
RAW, BARE = "the same tables, raw sqlite3", "bare typesetting of its lines"
FORMATS = ("pdf", "html", "csv", "json", "txt")


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print."""
    from campaign.periods import Period
    from campaign.reports.build import activity_report
    from campaign.reports.formats import render
    from db import files
    from seed import demo

    print("== reports: a city of 200 committees, one week")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "city.appui")
        demo.make(path, scale="city")
        now = datetime.now(UTC)
        monday = now.date() - timedelta(days=now.weekday() + 7)
        period = Period(monday, monday + timedelta(days=6))
        store = files.open_file(path)
        with store.read() as session, closing(sqlite3.connect(path)) as raw:
            report = activity_report(session, None, period, now)
            lines = render(report, "txt").decode().splitlines()

            def read_raw() -> None:
                for table in ("committee", "membership", "action", "signup"):
                    raw.execute(f"SELECT * FROM {table}").fetchall()

            def typeset() -> None:
                from reportlab.pdfgen.canvas import Canvas

                canvas = Canvas(io.BytesIO(), invariant=True)
                for first in range(0, len(lines), 60):
                    for row, line in enumerate(lines[first : first + 60]):
                        canvas.drawString(40, 800 - 12 * row, line)
                    canvas.showPage()
                canvas.save()

            def build() -> None:
                session.expire_all()
                activity_report(session, None, period, now)

            print(f"{len(lines)} lines as text")
            jobs = {RAW: measure.timed(read_raw), "report of all committees": measure.timed(build)}
            made = measure.interleaved(jobs, rounds)
            work = {BARE: measure.timed(typeset)}
            work |= {form: measure.timed(partial(render, report, form)) for form in FORMATS}
            printed = measure.interleaved(work, rounds)
        store.close()
    ratios = measure.show("made from rows", made, RAW)
    pdf = measure.show("rendered", printed, BARE)
    print()
    measure.target("report from rows", ratios["report of all committees"], BUILD_LIMIT)
    measure.target("pdf", pdf["pdf"], PDF_LIMIT)
