"""What the journal says: the label of each action, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.committees.views import LEVEL_WORDS
from campaign.field.outcomes import BY_CODE
from campaign.words import N_, Words

if TYPE_CHECKING:  # a label is said without a database
    from db.undo import Step

LABELS: dict[str, str] = {
    "committee.create": N_("create “{name}”"),
    "committee.rename": N_("rename “{name}” to “{new_name}”"),
    "committee.split": N_("split “{name}”, making “{new_name}”"),
    "committee.merge": N_("merge “{name}” into “{into}”"),
    "committee.close": N_("close “{name}”"),
    "committee.reopen": N_("open “{name}” again"),
    "committee.hand_over": N_("hand “{name}” over to {taker}"),
    "member.add": N_("add {name}"),
    "member.level": N_("make {name} a {level}"),
    "member.finance": N_("change the finance privilege of {name}"),
    "member.sharing": N_("change the consent of {name} to be named"),
    "member.change": N_("change role, privilege or consent of {name}"),
    "member.remove": N_("{name} leaves"),
    "post.hold": N_("give a post: {title}"),
    "person.add": N_("enter {name}"),
    "person.edit": N_("correct {name}"),
    "person.skills": N_("say what {name} offers"),
    "person.slots": N_("say when {name} is free"),
    "person.tags": N_("change the tags of {name}"),
    "person.tag": N_("put {count} under the tag “{name}”"),
    "person.untag": N_("take {count} from under the tag “{name}”"),
    "person.merge": N_("make {other} and {name} one entry"),
    "person.access": N_("a copy of what is held about someone"),
    "person.erase": N_("someone erased"),
    "retention.purge": N_("what was kept long enough is gone"),
    "charter.read": N_("the data charter was read"),
    "person.apart": N_("tell two entries apart"),
    "person.import": N_("take in a file of people: {added} added, {updated} completed"),
    "filter.save": N_("keep the search “{name}”"),
    "filter.drop": N_("forget the search “{name}”"),
    "consent.give": N_("{name} agrees to be reached"),
    "consent.withdraw": N_("{name} no longer agrees to be reached"),
    "settings.home": N_("choose what Home shows"),
    "settings.copied": N_("a copy on another disk"),
    "settings.me": N_("say who is at the keyboard: {name}"),
    "action.plan": N_("plan “{name}”"),
    "action.report": N_("report on “{name}”"),
    "action.cancel": N_("cancel “{name}”"),
    "action.plan_series": N_("plan “{name}”, {count} dates"),
    "action.change": N_("change “{name}”"),
    "action.change_following": N_("change “{name}”, {count} dates"),
    "action.cancel_following": N_("cancel “{name}”, {count} dates"),
    "shift.add": N_("add a shift to “{name}”"),
    "shift.change": N_("change a shift of “{name}”"),
    "shift.remove": N_("take a shift from “{name}”"),
    "signup.invited": N_("invite someone to “{name}”"),
    "signup.confirmed": N_("sign up for “{name}”"),
    "signup.reminded": N_("note who was reminded of “{name}”"),
    "signup.cancelled": N_("note who does not come to “{name}”"),
    "signup.attended": N_("note who was at “{name}”"),
    "signup.no_show": N_("note who was not at “{name}”"),
    "task.done": N_("tick a task"),
    "task.open": N_("open a task again"),
    "task.dropped": N_("drop a task"),
    "task.add": N_("add a task"),
    "logbook.write": N_("write in the logbook"),
    "goal.set": N_("set a goal"),
    "report.sent": N_("mark a report of {name} as sent: {period}"),
    "report.template": N_("choose how the report of “{name}” looks"),
    "report.template_reset": N_("go back to the whole report for “{name}”"),
    "person.rectify": N_("correct the name of {name}"),
    "person.object": N_("{name} no longer wants to be contacted"),
    "person.object_no_more": N_("{name} may be contacted again"),
    "request.receive": N_("note a request of {name}"),
    "request.answer": N_("note that a request was answered"),
    "retention.keep": N_("change how long something is kept"),
    "turf.cut": N_("cut “{name}” into {count} walks"),
    "turf.recut": N_("cut “{name}” anew into {count} walks"),
    "turf.rename": N_("rename the turf “{name}” to “{new_name}”"),
    "turf.retire": N_("retire the turf “{name}”"),
    "turf.figures": N_("change how long walks of “{name}” take"),
    "building.add": N_("add a building of {homes} homes"),
    "building.edit": N_("put a building right: {homes} homes"),
    "address.homes": N_("say how many homes an address has: {homes}"),
    "address.skip": N_("mark an address as one without homes"),
    "address.visit": N_("mark an address as one with homes"),
    "station.set": N_("polling station {code} for {count} addresses"),
    "station.name": N_("name polling station {code}"),
    "results.import": N_("take in results by polling station: {election}, round {round}"),
    "roll.import": N_("take in an electoral roll under an undertaking"),
    "roll.purge": N_("purge an electoral roll"),
    "streets.import": N_("take in streets to walk along: {count}"),
    "buildings.import": N_("take in a file of buildings: {added} added, {homes} dwellings"),
    "addresses.import": N_("take in a file of addresses: {added} added, {updated} brought up to date"),
    "walk.issue": N_("issue {count} walks of “{name}”: {numbers}"),
    "visit.record": N_("list {name}, line {line}: {outcome}"),
    "visit.record_many": N_("list {name}, {count} doors: {outcome}"),
    "visit.record_list": N_("list {name}, {count} doors"),
    "visit.void": N_("list {name}, line {line}: taken back"),
    "list.hours": N_("list {name}: hours, team and leaflets"),
    "list.return": N_("list {name} was brought back"),
    "list.close": N_("put list {name} away"),
    "list.reopen": N_("take list {name} out again"),
    "list.extend": N_("list {name}: another last day"),
    "field.barrier": N_("draw the barrier “{name}”"),
    "field.barrier_away": N_("take the barrier “{name}” away"),
    "follow_up.add": N_("list {name}: something to do after a door"),
    "follow_up.settle": N_("settle what was promised at a door"),
    "contact.keep": N_("list {name}: someone agreed to be written down"),
    "answer.count": N_("list {name}: count an answer"),
    "answer.add_up": N_("list {name}: add up the answers"),
    "answer.keep": N_("list {name}: keep an answer"),
    "script.write": N_("write the script “{name}”"),
    "script.change": N_("change the script “{name}”"),
    "script.edition": N_("edition {edition} of the script “{name}”"),
    "script.use": N_("choose the script of “{name}”"),
    "election.save": N_("enter the election “{name}”"),
    "account.save": N_("enter the account of “{name}”"),
    "donor.save": N_("enter the donor {name}"),
    "donor.honour": N_("the declaration on honour of {name}"),
    "donor.person": N_("enter the donor {name} among the people"),
    "donor.merge": N_("make {other} and {name} one donor"),
    "donation.promise": N_("note a promise of a gift"),
    "collection.note": N_("note a collection"),
    "donation.hand_over": N_("hand gifts over: {count}"),
    "donation.receive": N_("receive gifts: {count}"),
    "donation.deposit": N_("bring gifts to the bank: {count}"),
    "donation.import": N_("take in a file of online gifts: {added}"),
    "donation.bounce": N_("a payment came back unpaid"),
    "donation.return": N_("give a gift back"),
    "donation.refund": N_("refund a gift"),
    "donation.drop": N_("a promise will not be kept"),
    "donation.restore": N_("a gift stands again: its end was noted by mistake"),
    "donation.receipt": N_("record the number of an official receipt"),
    "recurring.plan": N_("note a monthly gift"),
    "recurring.stop": N_("stop a monthly gift"),
    "earmark.give": N_("earmark money for “{name}”"),
    "earmark.take_back": N_("take back an earmark of “{name}”"),
    "spending.save": N_("write the spending request “{name}”"),
    "spending.document": N_("add a document to “{name}”"),
    "spending.ask": N_("send the request “{name}”"),
    "spending.approve": N_("approve the request “{name}”"),
    "spending.ask_more": N_("ask for more about “{name}”"),
    "spending.refuse": N_("refuse the request “{name}”"),
    "spending.commit": N_("commit the money of “{name}”"),
    "spending.pay": N_("pay “{name}”"),
    "recurring.enter": N_("enter the monthly gifts that are due: {count}"),
    "account.open": N_("open the account of “{name}”"),
    "account.answer": N_("answer for the money of “{name}”"),
    "account.direct": N_("gather what comes straight to “{name}”"),
    "account.reopen": N_("open the account of “{name}” again"),
    "account.remove": N_("take out the account of “{name}”"),
    "election.remove": N_("take out the election “{name}”"),
    "money.donors": N_("make the list of donors"),
    "money.receipts": N_("make the draft for the receipts service"),
    "money.export": N_("make a file for the other laptop"),
    "money.import_pledges": N_("take in the pledges of “{name}”"),
    "money.import_states": N_("take in what became of the gifts of “{name}”"),
    "rule.correct": N_("correct the rule {rule}"),
    "rule.restore": N_("go back to the packaged rule {rule}"),
    "silence.set": N_("enter the poll of {name}"),
    "silence.remove": N_("take out the poll of {name}"),
    "silence.courtesy": N_("change the hours at which one knocks"),
}


# What to do where an action can no longer be undone, if that is not to correct it by hand.
_ENTERED = N_("Money was entered in it, and such entries are only added to: correct the account, or close it.")
INSTEAD: dict[str, str] = {
    **dict.fromkeys(("account.save", "account.open", "account.answer"), _ENTERED),
    "walk.issue": N_(
        "What was typed on its list stays on record, even taken back: put the list away instead (y on the list, then "
        "Enter; or appui list close)."
    ),
}


def label(action: str, facts: dict[str, object], w: Words) -> str:
    """What an action was; its code when this version does not know it.

    A fact that is said in both languages, such as the kind of an action, has its English under ``…_en``.
    """
    facts = {key: facts.get(f"{key}_en", value) if w.lang == "en" else value for key, value in facts.items()}
    if isinstance(level := facts.get("level"), int):
        facts["level"] = w(LEVEL_WORDS.get(level, "member"))
    if isinstance(outcome := facts.get("outcome"), str):
        facts["outcome"] = w(BY_CODE[outcome].label) if outcome in BY_CODE else outcome
    text = LABELS.get(action)
    return w(text, **facts) if text else action


def said(step: Step, w: Words) -> str:
    """The label of a step of the journal."""
    return label(step.action, step.facts, w)
