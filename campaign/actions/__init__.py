"""The agenda: plan an action, say who comes, and report on it in a minute.

`planning` puts actions on the agenda, `agenda` lists them, `signups` is who comes, `reporting` what came of it.
"""

from campaign.actions.agenda import days_ahead, list_actions, reports_due, show_action
from campaign.actions.planning import NewAction, cancel_action, kinds, plan_action
from campaign.actions.reporting import ActionReport, report_action
from campaign.actions.signups import sign_up
from campaign.views.actions import STATE_WORDS, ActionLine, Kind

__all__ = [
    "STATE_WORDS",
    "ActionLine",
    "ActionReport",
    "Kind",
    "NewAction",
    "cancel_action",
    "days_ahead",
    "kinds",
    "list_actions",
    "plan_action",
    "report_action",
    "reports_due",
    "show_action",
    "sign_up",
]
