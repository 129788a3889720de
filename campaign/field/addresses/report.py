"""What became of the lines of a file: counts, and why a line was refused or merged, with its number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from campaign.errors.addresses import LinesRefused
from campaign.words import Words
from db.errors import Refusal

PROBLEMS_KEPT = 1000  # with their line; of what is beyond, only how many for each reason


@dataclass(frozen=True, slots=True)
class Problem:
    """A line to look at. ``blocks``: nothing is taken in unless such lines are left out by wish."""

    line: int
    reason: str
    facts: dict[str, str]
    blocks: bool = False


@dataclass(slots=True)
class Tally:
    """Counts of lines; what is read is the sum of all the others but ``gone``, ``lost`` and ``blocking``.

    ``gone`` are addresses that no file has any more, ``lost`` those that only files of another kind still have.
    """

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    refused: int = 0
    elsewhere: int = 0
    gone: int = 0
    lost: int = 0
    blocking: int = 0

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.added or self.updated or self.gone or self.lost)


@dataclass(slots=True)
class FilePlan:
    """What taking in a file would do; nothing has been changed."""

    file_name: str
    layout_code: str
    attribution: str
    file_hash: str = ""
    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    first_blocking: Problem | None = None

    def note(self, problem: Problem) -> None:
        """Keep a line that is not taken in, and count its reason."""
        self.reasons[problem.reason] += 1
        self.tally.refused += 1
        if problem.blocks:
            self.tally.blocking += 1
            if self.first_blocking is None or problem.line < self.first_blocking.line:
                self.first_blocking = problem
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)

    def remark(self, problem: Problem) -> None:
        """Keep a line that was taken in, but not as it stands."""
        self.reasons[problem.reason] += 1
        if len(self.remarks) < PROBLEMS_KEPT:
            self.remarks.append(problem)

    def bad_lines(self, w: Words, *, leave_out: bool) -> Refusal | None:
        """The refusal of a file with lines that show that it is not what it should be; None when there are none."""
        if (first := self.first_blocking) is None or leave_out:
            return None
        reason = w(first.reason, **first.facts)
        return LinesRefused(path=self.file_name, line=first.line, count=self.tally.blocking, reason=reason)
