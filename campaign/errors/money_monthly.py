"""Refusals on gifts that come back every month."""

from __future__ import annotations

from db.errors import N_, Refusal


class RecurringUnknown(Refusal):
    code = "recurring.unknown"
    why = N_("There is no monthly gift “{name}”.")
    next_step = N_("List them: appui donation monthly list.")
    by_key = N_("List them: y on the way of the money.")


class RecurringStopped(Refusal):
    code = "recurring.stopped"
    why = N_("This monthly gift was stopped already.")
    next_step = N_("Plan another one if it goes on.")


class MonthDayImpossible(Refusal):
    code = "recurring.month_day"
    why = N_("Day {day} is not in every month: a monthly gift falls on a day from 1 to 28.")
    next_step = N_("Type a day from 1 to 28: every month has it.")
