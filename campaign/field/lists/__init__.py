"""Walks on paper: issued to a team as a list with a short number, walked, brought back, entered, closed.

`numbers` what a list number is · `issuing` lists and their doors · `rounds` which doors each walk gets · `sites` where
doors stand · `known` doors found again after buildings changed · `lookup` finding one by its number · `returning` its
hours, team and end · `viewing` lists, and one of them as it is printed or typed.
"""

from campaign.field.lists.issuing import IssueForm, issue
from campaign.field.lists.lookup import find_list, list_row, standing_lists
from campaign.field.lists.returning import HoursForm, close_list, extend_list, reopen_list, return_list, set_hours
from campaign.field.lists.viewing import count_lists, list_lines, sheet_view

__all__ = [
    "HoursForm",
    "IssueForm",
    "close_list",
    "count_lists",
    "extend_list",
    "find_list",
    "issue",
    "list_lines",
    "list_row",
    "reopen_list",
    "return_list",
    "set_hours",
    "sheet_view",
    "standing_lists",
]
