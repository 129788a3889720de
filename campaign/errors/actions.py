"""What is refused about the agenda, its shifts and who signs up."""

from __future__ import annotations

from db.errors import N_, Refusal


class ActionUnknown(Refusal):
    code = "action.unknown"
    why = N_("There is no action “{name}”.")
    next_step = N_("List them: appui action list.")


class ActionNotOver(Refusal):
    code = "action.not_begun"
    why = N_("This action has not begun yet.")
    next_step = N_("Report on it once it has taken place.")


class ActionNotPlanned(Refusal):
    code = "action.not_planned"
    why = N_("This action has been held or cancelled already.")
    next_step = N_("Correct its report, or plan another action.")


class ActionTooLong(Refusal):
    code = "action.too_long"
    why = N_("An action lasts at most {days} days.")
    next_step = N_("Plan several actions.")


class StepImpossible(Refusal):
    code = "signup.step"
    why = N_("This sign-up stands at “{label}”, and what you asked does not follow from that.")
    next_step = N_("Look at who is signed up, then choose another step.")


class ShiftUnknown(Refusal):
    code = "shift.unknown"
    why = N_("This action has no shift “{name}”.")
    next_step = N_("List them: appui action shift list.")


class ShiftNeeded(Refusal):
    code = "shift.needed"
    why = N_("This action is made of shifts: {choices}.")
    next_step = N_("Say which one.")


class ShiftFull(Refusal):
    code = "shift.full"
    why = N_("No room is left: {count} have signed up, {capacity} is the most.")
    next_step = N_("Choose another one, or sign up beyond it on purpose (--over).")


class CapacityBelow(Refusal):
    code = "shift.capacity"
    why = N_("{count} people have signed up already; {capacity} is less.")
    next_step = N_("Cancel some of them first, or leave the limit as it is.")


class ShiftOutside(Refusal):
    code = "shift.outside"
    why = N_("A shift lies within its action, and this one would not.")
    next_step = N_("Correct the times, or make the action longer.")


class ShiftTaken(Refusal):
    code = "shift.taken"
    why = N_("{count} people stand in this shift.")
    next_step = N_("Move them to another one first.")


class SeriesEndNeeded(Refusal):
    code = "series.end"
    why = N_("A recurring action ends some day.")
    next_step = N_("Say until which day, or how many times.")


class SeriesTooLong(Refusal):
    code = "series.too_long"
    why = N_("A recurring action has {limit} dates at the most.")
    next_step = N_("Choose an earlier last day, or fewer times.")
