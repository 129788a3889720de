"""The agenda: plan an action, say who comes, and report on it in a minute.

`planning` puts actions on the agenda, once or (`recurring`) again and again; `shifts` are their parts, `signups` who
comes, `reporting` what came of it. `agenda` lists them, `attendance` shows one with its people; `calendar` and `sheet`
(to be imported by name, since they bring libraries along) take them elsewhere.
"""

from campaign.actions.agenda import (
    days_ahead,
    list_actions,
    reports_due,
    show_action,
    signups_waiting,
)
from campaign.actions.attendance import view_action
from campaign.actions.lookup import action_row, find_shift
from campaign.actions.planning import (
    ActionChange,
    NewAction,
    cancel_action,
    change_action,
    hand_over_partnerships,
    kinds,
    move_actions,
    plan_action,
)
from campaign.actions.reporting import ActionReport, report_action
from campaign.actions.shifts import NewShift, add_shift, change_capacity, list_shifts, remove_shift
from campaign.actions.signups import STEPS, SignupStep, set_signup, sign_up
from campaign.views.actions import (
    RHYTHM_WORDS,
    SIGNUP_WORDS,
    STATE_WORDS,
    ActionLine,
    ActionView,
    Kind,
    ShiftLine,
    SignupLine,
)

__all__ = [
    "RHYTHM_WORDS",
    "SIGNUP_WORDS",
    "STATE_WORDS",
    "STEPS",
    "ActionChange",
    "ActionLine",
    "ActionReport",
    "ActionView",
    "Kind",
    "NewAction",
    "NewShift",
    "ShiftLine",
    "SignupLine",
    "SignupStep",
    "action_row",
    "add_shift",
    "cancel_action",
    "change_action",
    "change_capacity",
    "days_ahead",
    "find_shift",
    "hand_over_partnerships",
    "kinds",
    "list_actions",
    "list_shifts",
    "move_actions",
    "plan_action",
    "remove_shift",
    "report_action",
    "reports_due",
    "set_signup",
    "show_action",
    "sign_up",
    "signups_waiting",
    "view_action",
]
