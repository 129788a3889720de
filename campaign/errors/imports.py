"""What is refused about files that come from elsewhere."""

from __future__ import annotations

from db.errors import N_, Refusal


class FileNotATable(Refusal):
    code = "import.not_a_table"
    why = N_("{path} cannot be read as a table ({reason}).")
    next_step = N_("Save it as CSV, XLSX or ODS, with one line a person under a line of titles.")


class FileTooBig(Refusal):
    code = "import.too_big"
    why = N_("{path} is bigger than {limit} MB.")
    next_step = N_("Cut it into several files.")


class ColumnsUnknown(Refusal):
    code = "import.columns"
    why = N_("No column of {path} is a name: its titles are {titles}.")
    next_step = N_("Say which one is: --map name=TITLE.")


class ImportHasProblems(Refusal):
    code = "import.problems"
    why = N_("{count} lines cannot be taken in; nothing was changed. The first: line {line}, {reason}.")
    next_step = N_("Mend them in the file, or leave those lines out: --leave-out.")
