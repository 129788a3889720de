"""What is said and asked at the door.

`editing` scripts and their editions · `answering` what was answered, opinions as counts only · `results` what it adds
up to, small numbers hidden.
"""

from campaign.field.scripts.answering import (
    add_up,
    answer,
    answer_many,
    answers_of,
    asks_at_doors,
    count_answer,
    tally,
)
from campaign.field.scripts.editing import (
    QuestionForm,
    ScriptForm,
    campaigns_of,
    find_script,
    list_scripts,
    show_script,
    use_script,
    write_script,
)
from campaign.field.scripts.results import results

__all__ = [
    "QuestionForm",
    "ScriptForm",
    "add_up",
    "answer",
    "answer_many",
    "answers_of",
    "asks_at_doors",
    "campaigns_of",
    "count_answer",
    "find_script",
    "list_scripts",
    "results",
    "show_script",
    "tally",
    "use_script",
    "write_script",
]
