"""What the journal says: the label of each action, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.committees.views import LEVEL_WORDS
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
}


def label(action: str, facts: dict[str, object], w: Words) -> str:
    """What an action was; its code when this version does not know it.

    A fact that is said in both languages, such as the kind of an action, has its English under ``…_en``.
    """
    facts = {key: facts.get(f"{key}_en", value) if w.lang == "en" else value for key, value in facts.items()}
    if isinstance(level := facts.get("level"), int):
        facts["level"] = w(LEVEL_WORDS.get(level, "member"))
    text = LABELS.get(action)
    return w(text, **facts) if text else action


def said(step: Step, w: Words) -> str:
    """The label of a step of the journal."""
    return label(step.action, step.facts, w)
