"""What is said before and after an erasure, the same on the screen and on the command line."""

from __future__ import annotations

from campaign.views.rights import Erasure
from campaign.words import N_, Words

# Where a text stands, in the plural; a test asks for each table whose texts may name someone.
PLACES = {
    "action": N_("agenda"),
    "allocation": N_("earmarks"),
    "answer": N_("answers at the door"),
    "building": N_("buildings"),
    "campaign_account": N_("accounts of mandataires"),
    "committee": N_("committees"),
    "donation": N_("gifts"),
    "donation_event": N_("steps of gifts"),
    "field_campaign": N_("door-to-door campaigns"),
    "import_batch": N_("files taken in"),
    "logbook_entry": N_("logbook"),
    "question": N_("questions of scripts"),
    "report_template": N_("texts of reports"),
    "roll_entry": N_("electoral roll"),
    "rule_correction": N_("corrected rules"),
    "saved_filter": N_("saved searches"),
    "script": N_("scripts"),
    "sent_report": N_("reports sent"),
    "shift": N_("shifts"),
    "spending_event": N_("steps of spending requests"),
    "spending_request": N_("spending requests"),
    "task": N_("tasks"),
    "turf": N_("turf"),
    "visit": N_("notes of visits"),
    "walk_list": N_("rounds"),
}


def before_erasing(plan: Erasure, name: str, w: Words) -> list[str]:
    """What would go, what would stay, and that it is for good."""
    lines = [
        w(N_("Gone for good: the name, commune, phones, mails, consents, tags and skills of {name}."), name=name),
        w(
            N_("Kept without a name, so that past reports stay true: {signups}, {minutes}."),
            signups=w.many(N_("{count} sign-up"), N_("{count} sign-ups"), plan.signups),
            minutes=w.many(N_("{count} minute"), N_("{count} minutes"), plan.minutes),
        ),
    ]
    if plan.gifts:
        lines.append(_kept_by_law(plan, w))
    if plan.payments:
        lines.append(_paid(plan, w))
    if plan.texts:
        lines.append(
            w.many(
                N_("{count} text names this person: the name is taken out of it."),
                N_("{count} texts name this person: the name is taken out of them."),
                plan.texts,
            )
        )
    lines += _common(plan, w)
    if plan.undo_lost:
        lines.append(
            w.many(
                N_("The journal holds the name: {count} step back can no longer be undone."),
                N_("The journal holds the name: {count} steps back can no longer be undone."),
                plan.undo_lost,
            )
        )
    if plan.is_me:
        lines.append(w(N_("This is who is at the keyboard: nobody will be.")))
    lines += _copies(plan, w)
    lines.append(w(N_("An erasure cannot be undone.")))
    return lines


def after_erasing(done: Erasure, w: Words, *, scrubbed: bool) -> list[str]:
    """What was done, and what is left to do by hand."""
    lines = [w(N_("Erased. What they did stays counted, without a name."))]
    if not scrubbed:
        lines.append(
            w(
                N_(
                    "Another window is reading the file: old bytes stay in it until the next erasure or purge. Close"
                    " that window, then run: appui retention run."
                )
            )
        )
    return [*lines, *_common(done, w), *_copies(done, w)]


def _kept_by_law(plan: Erasure, w: Words) -> str:
    return w.many(
        N_("Kept because the law asks it (R39-1): who gave the {count} gift that the mandataire received."),
        N_("Kept because the law asks it (R39-1): who gave the {count} gifts that the mandataire received."),
        plan.gifts,
    )


def _paid(plan: Erasure, w: Words) -> str:
    return w.many(
        N_("Kept because the law asks it (L52-12): who is paid, in {count} expense. The bank account number goes."),
        N_("Kept because the law asks it (L52-12): who is paid, in {count} expenses. The bank account numbers go."),
        plan.payments,
    )


def _common(erasure: Erasure, w: Words) -> list[str]:
    lines = [
        w(
            N_("“{committee}” loses its only leader; it stays active, and anyone can be made leader."),
            committee=committee,
        )
        for committee in erasure.leaderless
    ]
    if erasure.to_check:
        found = ", ".join(sorted({w(PLACES[mention.table]) for mention in erasure.to_check}))
        lines.append(
            w.many(
                N_("{count} text may name this person; look at it yourself ({where})."),
                N_("{count} texts may name this person; look at them yourself ({where})."),
                len(erasure.to_check),
                where=found,
            )
        )
    return lines


def _copies(erasure: Erasure, w: Words) -> list[str]:
    if not erasure.backups:
        return []
    return [
        w.many(
            N_("{count} older backup still holds this person: {names}. Delete it once you no longer need it."),
            N_("{count} older backups still hold this person: {names}. Delete them once you no longer need them."),
            len(erasure.backups),
            names=", ".join(erasure.backups[-3:]) + ("…" if len(erasure.backups) > 3 else ""),
        ),
        w(N_("Copies that you put elsewhere, exports and printed lists are for you to destroy.")),
    ]
