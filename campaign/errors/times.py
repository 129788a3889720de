"""What is refused about days, hours and periods."""

from __future__ import annotations

from db.errors import N_, Refusal


class DateImpossible(Refusal):
    code = "date.impossible"
    why = N_("“{text}” is not a date.")
    next_step = N_("Write 2026-11-30, 30/11, 30, Thursday, today or +3.")


class TimeImpossible(Refusal):
    code = "time.impossible"
    why = N_("“{text}” is not a time of the day.")
    next_step = N_("Write 19:00, 19h or 9h30.")


class PeriodBackwards(Refusal):
    code = "period.backwards"
    why = N_("The period ends ({last}) before it begins ({first}).")
    next_step = N_("Swap the two dates.")


class PeriodTooLong(Refusal):
    code = "period.too_long"
    why = N_("A report covers at most {years} years.")
    next_step = N_("Choose a shorter period.")


class TimesBackwards(Refusal):
    code = "action.times"
    why = N_("An action ends after it begins.")
    next_step = N_("Correct the end, or the duration.")
