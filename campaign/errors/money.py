"""What is refused about money: a rule of the law, a step out of turn, a role that nobody declared."""

from __future__ import annotations

import uuid

from db.errors import N_, Refusal


class MandataryNeeded(Refusal):
    code = "money.mandatary"
    why = N_("Only the mandataire does this (L52-4, L52-6): a committee may not hold money.")
    next_step = N_("Declare that you act as the mandataire, or hand it over.")


class RuleUnknown(Refusal):
    code = "rule.unknown"
    why = N_("There is no rule “{rule}”.")
    next_step = N_("List them: appui money rules.")
    by_key = N_("List them: l on the way of the money.")


class AuthorityNeeded(Refusal):
    code = "rule.authority"
    why = N_("A rule without the text that says so cannot be kept.")
    next_step = N_("Name the article, and the day on which you read it.")


class RuleImpossible(Refusal):
    code = "rule.impossible"
    why = N_("This rule cannot be: the number or the days do not fit.")
    next_step = N_("Give a whole number in the unit of the rule, and a last day after the first.")


class ElectionUnknown(Refusal):
    code = "election.unknown"
    why = N_("There is no election “{name}”.")
    next_step = N_("List them: appui money accounts.")
    by_key = N_("List them: a on the way of the money.")


class AccountUnknown(Refusal):
    code = "account.unknown"
    why = N_("There is no account of a mandataire “{name}”.")
    next_step = N_("List them, or open one first: appui money accounts.")
    by_key = N_("List them, or open one first: a on the way of the money.")


class AccountAmbiguous(Refusal):
    code = "account.ambiguous"
    why = N_("Several accounts fit “{name}”: {choices}.")
    next_step = N_("Give more of its name, or its id.")


class AccountClosed(Refusal):
    code = "account.closed"
    why = N_("The account “{name}” is closed.")
    next_step = N_("Choose an account that is open.")


class AccountImpossible(Refusal):
    code = "account.impossible"
    why = N_("An account is a candidate's, for an election, or a party's, without one.")
    next_step = N_("Choose the election, or say that it is a party's account.")


class DonorBound(Refusal):
    code = "donor.bound"
    why = N_("A gift of this donor was received: what the law wants shown of them is not emptied (R39-1).")
    next_step = N_("Correct it instead.")


class DonorUnknown(Refusal):
    code = "donor.unknown"
    why = N_("There is no donor “{name}”.")
    next_step = N_("Search by name, or enter who gives.")


class DonorAmbiguous(Refusal):
    code = "donor.ambiguous"
    why = N_("Several donors fit “{name}”: {choices}.")
    next_step = N_("Give the id, or make one entry of those that are one person.")


class SameDonor(Refusal):
    code = "donor.same"
    why = N_("Both are the same entry.")
    next_step = N_("Choose two entries.")


class AmountImpossible(Refusal):
    code = "money.amount"
    why = N_("“{amount}” is no amount in euros.")
    next_step = N_("Write it as 150 or 1234,50: above zero, two decimals at most, a space between thousands only.")


class AmountAmbiguous(AmountImpossible):
    code = "money.amount_ambiguous"
    why = N_("“{amount}” could be thousands, or decimals: it is not guessed.")
    next_step = N_("Write {whole} or {whole},00 if it is thousands; else two decimals at most.")


class GiftUnknown(Refusal):
    code = "donation.unknown"
    why = N_("There is no gift “{name}”.")
    next_step = N_("List them: appui donation list.")
    by_key = N_("List them: f on the way of the money.")


class GiftRefused(Refusal):
    code = "donation.refused"
    why = N_("This gift cannot be taken. {sentence}")
    next_step = N_("Correct it, or do without.")


class GiftReasonNeeded(Refusal):
    code = "donation.reason"
    why = N_("This gift asks for care. {sentence}")
    next_step = N_("If it is right all the same, write why: the reason is kept with the gift.")


class SomeGiftsRefused(Refusal):
    """Of several gifts some cannot go on. ``refused``: the id of each, and why; no other gift went on either."""

    code = "donation.some"
    why = N_("Gifts that cannot go on: {count} of {all}. Nothing was changed.")
    next_step = N_("Leave them out, or put right what is said of each.")

    def __init__(self, refused: tuple[tuple[uuid.UUID, Refusal], ...], of: int) -> None:
        super().__init__(count=len(refused), all=of)
        self.refused = refused


class StepNotOpen(Refusal):
    code = "donation.step"
    why = N_("This gift is {state_word}, paid by {method_word}: it cannot go that way now.")
    next_step = N_("A step is never skipped: promised, handed over, received, deposited.")


class RestoreReasonNeeded(Refusal):
    code = "donation.restore"
    why = N_("What was noted stays in the history; beside it stands why it was a mistake.")
    next_step = N_("Write why: which cheque it was really, or that the payment never left the account.")


class ReceiptToCancel(Refusal):
    code = "donation.receipt_issued"
    why = N_("The official receipt {number} was issued for this gift: the donor could still use it (R39-1).")
    next_step = N_("Have the CNCCFP's service cancel it, and write why the gift no longer stands: both are kept.")


class NoReceipt(Refusal):
    code = "donation.no_receipt"
    why = N_("There is no official receipt for this: {reason_word} (R39-1).")
    next_step = N_("Note the number with the gift that it was issued for.")


class ReceiptTwice(Refusal):
    code = "donation.receipt_twice"
    why = N_("The receipt {number} is noted with another gift already.")
    next_step = N_("Read the number again: each receipt is of one gift.")


class GiftsNeeded(Refusal):
    code = "donation.none"
    why = N_("No gift was chosen.")
    next_step = N_("Choose at least one.")


class GiftsMixed(Refusal):
    code = "donation.mixed"
    why = N_("These gifts do not belong on one slip: they differ in account, committee or way of payment.")
    next_step = N_("Make one slip for each.")


class DayImpossible(Refusal):
    code = "money.day"
    why = N_("{day} does not fit: a step is not earlier than the one before, nor later than today.")
    next_step = N_("Give the day on which it happened.")


class TwoPeopleNeeded(Refusal):
    code = "money.two_people"
    why = N_("Two different people are needed: one person cannot vouch twice.")
    next_step = N_("Name the second person.")


class BankShort(Refusal):
    code = "money.bank"
    why = N_("The account holds {held}: less than {amount}.")
    next_step = N_("Receive or deposit first.")


class OnlineColumnsMissing(Refusal):
    code = "online.columns"
    why = N_("{name} does not say everything that is needed: {missing}.")
    next_step = N_("Add these columns: number of the operation, date, amount, family name.")


class OnlineTakenMeanwhile(Refusal):
    code = "online.meanwhile"
    why = N_("Some of these gifts were taken in meanwhile, perhaps in another window.")
    next_step = N_("Take the file in again: it shows what is left. Nothing was changed.")


class SlipCodeMisread(Refusal):
    code = "slip.misread"
    why = N_("“{code}” is no code of a hand-over slip: a sign was misread, or left out.")
    next_step = N_("Read it again at the top of the sheet: nine signs, such as BCDF-GHJK-M.")


class SlipUnknown(Refusal):
    code = "slip.unknown"
    why = N_("No hand-over slip of this file has the code {code}.")
    next_step = N_("Take in the committee's file of pledges first: appui money import.")
    by_key = N_("Take in the committee's file of pledges first: x on the way of the money.")


class NothingToAcknowledge(Refusal):
    code = "donation.acknowledge"
    why = N_("This gift is {state_word}: there is nothing to acknowledge.")
    next_step = N_("Choose a gift that is promised or was received.")


class CollectionPlaceNeeded(Refusal):
    code = "collection.place"
    why = N_("A collection without receipts keeps its place and the way it was made (CNCCFP).")
    next_step = N_("Say where it was, and how: a box at the door, a hat, a stand.")


class AccountHolds(Refusal):
    code = "account.holds"
    why = N_("The account “{name}” still has {count} gifts under way or {amount} to bring to the bank.")
    next_step = N_("Receive, deposit, drop or give back what is open, then close it.")


class AccountLeanedOn(Refusal):
    code = "account.used"
    why = N_("The account “{name}” is kept: {count} gifts or requests are written against it.")
    next_step = N_("Correct its name, mandataire, days or ceiling, or close it and open another.")


class ElectionLeanedOn(Refusal):
    code = "election.used"
    why = N_("“{name}” keeps its kind and country: gifts were received under the rules that hold for it.")
    next_step = N_("Enter another election with an account of its own, and close this account.")


class ZoneLeanedOn(Refusal):
    code = "account.zone"
    why = N_("“{name}” keeps its time zone: the days of what was received are days of that zone.")
    next_step = N_("Close this account and open another, if its mandataire really lives by another clock.")


class ClosingRefused(Refusal):
    code = "account.closing"
    why = N_("“{name}” cannot close before {day}: something was received or paid since.")
    next_step = N_("Give a day on or after it.")


class RoundImpossible(Refusal):
    code = "election.round"
    why = N_("“{text}” is no round of this election.")
    next_step = N_("Write its number and day: 1:2027-06-06, or with zone and territory after them.")


class ElectionUsed(Refusal):
    code = "election.account"
    why = N_("An account is for “{name}”: it stays.")
    next_step = N_("Correct it, or take out that account first if nothing was written against it.")


class ElectionTwice(Refusal):
    code = "election.twice"
    why = N_("“{known}” is this election already: same kind, same country, same first round.")
    next_step = N_("Choose it for the account: the cap on gifts is one for all its candidates (L52-8).")


class CommuneElectionTwice(ElectionTwice):
    why = N_("“{known}” is this election already: same first round, and the same commune or name.")
    next_step = N_("Choose it for the account; if it is another commune, give its INSEE code.")


class AccountTwice(Refusal):
    code = "account.twice"
    why = N_("“{name}” has an open account for this already: a mandataire keeps one only (L52-4, L52-6).")
    next_step = N_("Use that one, or give the other candidate's own name.")


class CountryUnknown(Refusal):
    code = "country.unknown"
    why = N_("“{text}” is no country that is known here.")
    next_step = N_("Write its name, or its two letters: France or FR, Portugal or PT.")


class NationalityUnknown(CountryUnknown):
    why = N_("“{text}” is no nationality that is known here.")
    next_step = N_("Write the country, or its two letters: France or FR, Portugal or PT.")


class AccountCommitted(Refusal):
    code = "account.committed"
    why = N_("The account “{name}” still owes {amount}, which is committed.")
    next_step = N_("Pay what is committed, or refuse it, then close the account.")


class CollectionKept(Refusal):
    code = "collection.kept"
    why = N_("A collection is neither dropped nor given back: two people counted it, and nobody gave it by name.")
    next_step = N_("Undo it if it was noted by mistake (u); else the mandataire refunds it from the bank.")


class DonorDiffers(Refusal):
    code = "donor.differs"
    why = N_("“{name}” is known here, and what is typed beside the name ({field_word}) is not what is known.")
    next_step = N_("Leave it out, or correct the donor first; if it is somebody else, say so: --new.")


class DonorNear(DonorAmbiguous):
    why = N_("Nobody here is called just “{name}”, but these come near: {choices}.")
    next_step = N_("Give the whole name, or the id. In a command, --new enters somebody else.")
    by_key = N_("Give the whole name, or enter who gives with a pledge.")
