"""What is refused about numbers, tasks and goals."""

from __future__ import annotations

from db.errors import N_, Refusal


class NumberImpossible(Refusal):
    code = "number.impossible"
    why = N_("“{text}” is not a whole number of 0 or more.")
    next_step = N_("Type digits only.")


class TaskUnknown(Refusal):
    code = "task.unknown"
    why = N_("This task no longer exists.")
    next_step = N_("Refresh the screen.")


class GoalImpossible(Refusal):
    code = "goal.impossible"
    why = N_("A goal needs a figure known here ({choices}) and a target above 0.")
    next_step = N_("Correct the goal.")
