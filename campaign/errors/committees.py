"""What is refused about committees and who is in them."""

from __future__ import annotations

from db.errors import N_, Refusal


class NameNeeded(Refusal):
    code = "name.needed"
    why = N_("A name is needed.")
    next_step = N_("Type at least one letter or digit.")


class NameTooLong(Refusal):
    code = "name.too_long"
    why = N_("This name has {length} characters; {limit} is the most.")
    next_step = N_("Shorten it.")


class CommitteeUnknown(Refusal):
    code = "committee.unknown"
    why = N_("There is no committee “{name}”.")
    next_step = N_("List them: appui committee list.")


class CommitteeAmbiguous(Refusal):
    code = "committee.ambiguous"
    why = N_("“{name}” fits {count} committees: {choices}.")
    next_step = N_("Give the id of one of them.")


class CommitteeEnded(Refusal):
    code = "committee.ended"
    why = N_("“{name}” has been closed or merged.")
    next_step = N_("Undo the closing first, or choose another committee.")


class CommitteeNeeded(Refusal):
    code = "committee.needed"
    why = N_("It is not said which committee this is for.")
    next_step = N_("Name it: --committee NAME.")


class KindUnknown(Refusal):
    code = "kind.unknown"
    why = N_("“{kind}” is not a kind known here. Known: {choices}.")
    next_step = N_("Choose one of them.")


class StructureUnknown(Refusal):
    code = "structure.unknown"
    why = N_("There is no structure “{structure}”.")
    next_step = N_("List them: appui structures list.")


class StructureNotStartable(Refusal):
    code = "structure.not_startable"
    why = N_("Nothing documented in “{structure}” says how a committee is made: no level, role or size.")
    next_step = N_("Start from another structure, or from none.")


class AlreadyMember(Refusal):
    code = "membership.exists"
    why = N_("{name} is already in this committee.")
    next_step = N_("Change the role instead.")


class NotAMember(Refusal):
    code = "membership.missing"
    why = N_("{name} is not in this committee.")
    next_step = N_("Add this person first.")


class NotALeader(Refusal):
    code = "membership.not_leader"
    why = N_("{name} does not lead this committee, and cannot hand it over.")
    next_step = N_("Change the role instead.")


class LastLeader(Refusal):
    code = "membership.last_leader"
    why = N_("{name} is the only leader of this committee; once led, a committee keeps a leader.")
    next_step = N_("Hand the committee over first, or close it.")


class FinanceNeedsManager(Refusal):
    code = "membership.finance_level"
    why = N_("The finance privilege goes to managers and leaders only.")
    next_step = N_("Make this person a manager first.")


class TooFewToSplit(Refusal):
    code = "committee.too_few_to_split"
    why = N_("A committee of {count} cannot be split: each side needs someone.")
    next_step = N_("Add members first.")


class SplitOneSided(Refusal):
    code = "committee.split_one_sided"
    why = N_("Every member is on the same side; a split needs someone on each.")
    next_step = N_("Move at least one member to the other side.")


class SameCommittee(Refusal):
    code = "committee.same"
    why = N_("A committee cannot be merged with itself.")
    next_step = N_("Choose another committee.")
