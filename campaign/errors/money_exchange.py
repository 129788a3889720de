"""Refusals on the files that go between a committee's laptop and the mandataire's, and on what is the other's to do."""

from __future__ import annotations

from db.errors import N_, Refusal


class MoneyFileUnreadable(Refusal):
    code = "money_file.unreadable"
    why = N_("{name} is no file of pledges or of states made by Appui.")
    next_step = N_("Ask for it again: appui money export.")
    by_key = N_("Ask for it again: x on the way of the money makes it.")


class MoneyFileMissing(Refusal):
    code = "money_file.missing"
    why = N_("{name} cannot be read: there is no such file, or it may not be opened.")
    next_step = N_("Check the path and the name.")


class MoneyFileNewer(Refusal):
    code = "money_file.newer"
    why = N_("{name} was made by a later version of Appui than this one, which would read only a part of it.")
    next_step = N_("Update Appui here, then take the file in again: nothing was changed.")


class MoneyFileAltered(Refusal):
    code = "money_file.altered"
    why = N_("{name} was changed since it was made: its fingerprint does not fit.")
    next_step = N_("Ask for it again, and take nothing out of this one.")


class MoneyFileOfAnother(Refusal):
    code = "money_file.other"
    why = N_("{name} is about the committee “{committee}”, which is not in this file.")
    next_step = N_("Open the file of that committee.")


class MoneyFileOfOtherAccount(Refusal):
    code = "money_file.account"
    why = N_("{name} is for the account “{told}”, not for “{account}”.")
    next_step = N_("Choose the account it is for. If both are one account, say so: --same-account.")


class AnswerAtMandatary(Refusal):
    code = "money_file.answer"
    why = N_("{name} is a mandataire's answer, and this file is a mandataire's: it decides for this committee itself.")
    next_step = N_("Take the answer in on the committee's laptop.")


class LedgerRewritten(Refusal):
    code = "money_file.rewritten"
    why = N_("The mandataire's ledger is not the one that was told before: entry {seq} has another seal.")
    next_step = N_("Speak with the mandataire before you take anything in.")


class RequestElsewhere(Refusal):
    code = "spending.elsewhere"
    why = N_("This request was written on the other laptop: it is corrected, sent and looked at there.")
    next_step = N_("Wait for their next file; the mandataire may send it back by asking for more information.")


class DecidedElsewhere(Refusal):
    code = "spending.decided_elsewhere"
    why = N_("It is the mandataire who decides, on their own laptop: this file is told of it by theirs.")
    next_step = N_("Give them this committee's file (x in the exchange), and take in their answer.")
