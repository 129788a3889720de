"""Taking in a file of people: read it, say what each column is, see what would happen, then all of it or nothing.

`reading` the table · `columns` what each is · `line` one line · `plan` what would happen · `apply` doing it.
"""

from campaign.people.importing.apply import import_people
from campaign.people.importing.columns import FIELD_WORDS, guess
from campaign.people.importing.line import ImportForm
from campaign.people.importing.plan import ImportPlan, Problem, plan_import
from campaign.people.importing.reading import Sheet, read_sheet

__all__ = [
    "FIELD_WORDS",
    "ImportForm",
    "ImportPlan",
    "Problem",
    "Sheet",
    "guess",
    "import_people",
    "plan_import",
    "read_sheet",
]
