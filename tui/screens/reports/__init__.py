"""Reports on screen: the activity report, its form, what was sent, what changed, and many made one."""

from tui.screens.reports.show import ReportScreen

__all__ = ["ReportScreen"]
