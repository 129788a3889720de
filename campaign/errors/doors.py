"""What is refused about lists, doors, scripts and silence."""

from __future__ import annotations

from db.errors import N_, Refusal


class ListNumberWrong(Refusal):
    code = "list.number"
    why = N_("“{number}” is no list number: a character was misread, or two changed places.")
    next_step = N_("Read it again on the sheet; close to it there is: {near}.")


class ListUnknown(Refusal):
    code = "list.unknown"
    why = N_("No list here has the number “{number}”.")
    next_step = N_("Look at the lists that are out: appui list list.")


class ListAmbiguous(Refusal):
    code = "list.ambiguous"
    why = N_("Lists of several committees have the number “{number}”: {choices}.")
    next_step = N_("Say of which committee.")


class LineUnknown(Refusal):
    code = "list.line"
    why = N_("List {number} has no line {line}: it has {count}.")
    next_step = N_("Look at the number before the address.")


class WalkUnknown(Refusal):
    code = "walk.unknown"
    why = N_("There is no walk “{name}”.")
    next_step = N_("List them: appui walk list.")


class WalksNeeded(Refusal):
    code = "walk.needed"
    why = N_("No walk was chosen.")
    next_step = N_("Choose at least one.")


class WalkIsOut(Refusal):
    code = "walk.out"
    why = N_("Walk {walk} of “{turf}” is out already, as list {number}.")
    next_step = N_("Bring that list back first (appui walk return), or ask for the next pass by its number.")


class WalkHalfTyped(Refusal):
    code = "walk.half_typed"
    why = N_("Walk {walk} of “{turf}” is not over: list {number} came back with lines still empty.")
    next_step = N_(
        "Print that list again and go on with it (appui walk print {number}), or put it away (appui list close "
        "{number}); for pass {next_pass} all the same: --pass {next_pass}."
    )


class SheetsStanding(Refusal):
    code = "walk.standing"
    why = N_("All walks of “{turf}” have a sheet that is not typed back yet: {numbers}.")
    next_step = N_("Type them or put them away (appui list close); --pass N issues them again all the same.")


class BuildingChanged(Refusal):
    code = "walk.building"
    why = N_("{address} changed since “{name}” was cut, and several walks share it: doors would be left out.")
    next_step = N_("Cut “{name}” anew (appui turf recut): walks that are out stay as they are.")


class PassTaken(Refusal):
    code = "walk.pass"
    why = N_("{address} is on list {number} already, in pass {pass_number} of this campaign.")
    next_step = N_("Issue another walk, or the next pass.")


class PassImpossible(Refusal):
    code = "walk.pass_number"
    why = N_("A pass is numbered from 1 to {most}.")
    next_step = N_("Correct the number.")


class TurfRetired(Refusal):
    code = "turf.retired"
    why = N_("“{name}” was cut anew: its old walks are no longer issued.")
    next_step = N_("Issue the walks of the new cutting.")


class CampaignClosed(Refusal):
    code = "campaign.closed"
    why = N_("The campaign “{name}” is over.")
    next_step = N_("Start another one to knock again; what was done can still be entered.")


class NobodyLeft(Refusal):
    code = "walk.nobody_left"
    why = N_("No door is left to knock at in walk {walk} of “{turf}”.")
    next_step = N_("Issue another walk, or let doors that had a conversation in again.")


class ExpiryPast(Refusal):
    code = "list.expiry"
    why = N_("A list cannot expire before today.")
    next_step = N_("Choose today or a later day.")


class OutcomeUnknown(Refusal):
    code = "visit.outcome"
    why = N_("“{outcome}” is nothing that can happen at a door: {choices}.")
    next_step = N_("Choose one of these.")


class LetterUnknown(Refusal):
    code = "visit.letter"
    why = N_("“{letter}” stands for nothing at a door.")
    next_step = N_("The letters are: {choices}.")


class SecondLetterNeeded(Refusal):
    code = "visit.second_letter"
    why = N_("“{label}” needs its letter twice, and {letter} stands alone: nothing was entered.")
    next_step = N_("Type {letter}{letter}, or leave it out.")


class CountTooHigh(Refusal):
    code = "visit.count"
    why = N_("{count} doors are too many, nothing was entered. Doors left to enter from here: {left}.")
    next_step = N_("Correct the number before the letter.")


class NoteSensitive(Refusal):
    code = "visit.note"
    why = N_("A note never says what someone thinks, believes or suffers from, nor how to reach them: “{word}”.")
    next_step = N_("Write it without that word, or leave the note out; contacts are kept only after consent.")


class VisitAhead(Refusal):
    code = "visit.ahead"
    why = N_("A visit cannot lie ahead.")
    next_step = N_("Correct the hours of the list.")


class VisitOutside(Refusal):
    code = "visit.outside"
    why = N_("That day lies outside the campaign “{name}”.")
    next_step = N_("Say when the list was walked: h on the list.")


class VisitNeeded(Refusal):
    code = "visit.needed"
    why = N_("Nothing has been entered for line {line} yet.")
    next_step = N_("Enter what happened there first.")


class OneAtATime(Refusal):
    code = "visit.one"
    why = N_("“{label}” is entered one door at a time: a slip would do harm.")
    next_step = N_("Enter it for this door alone.")


class HoursBackwards(Refusal):
    code = "list.hours"
    why = N_("The team cannot come back before it leaves.")
    next_step = N_("Correct the hours.")


class HoursNeeded(Refusal):
    code = "list.hours_needed"
    why = N_("The day alone does not say when these doors were done.")
    next_step = N_("Say when the team left too: --left 18:00.")


class HoursTooLong(Refusal):
    code = "list.hours_long"
    why = N_("A round of more than {most} hours is a slip.")
    next_step = N_("Correct the hours, or the day.")


class ListExpired(Refusal):
    code = "list.expired"
    why = N_("The list {number} was good until {day}: no round starts with it any more.")
    next_step = N_("Give it more time, or issue the walk anew; what was walked before can be entered from the sheet.")


class HoursAhead(Refusal):
    code = "list.hours_ahead"
    why = N_("These hours lie ahead.")
    next_step = N_("Enter them once the team is back.")


class LeafletsImpossible(Refusal):
    code = "list.leaflets"
    why = N_("No more leaflets can come back than were taken out.")
    next_step = N_("Correct one of the two numbers.")


class AnswersNeedConversation(Refusal):
    code = "answer.conversation"
    why = N_("Answers come out of conversations: list {number} counts {count}.")
    next_step = N_("Enter the conversations first, or correct the count.")


class ConversationNeeded(Refusal):
    code = "answer.line"
    why = N_("Answers come out of a conversation: line {line} has none.")
    next_step = N_("Enter the conversation on that line first.")


class AnswerImpossible(Refusal):
    code = "answer.value"
    why = N_("“{value}” is no answer to this question.")
    next_step = N_("The answers are: {choices}.")


class OpinionCountedOnly(Refusal):
    code = "answer.opinion"
    why = N_("This question shows an opinion: it is counted over the whole list, never kept with a door.")
    next_step = N_("Count it: q on the list, or appui script count.")


class AnswerBelongsToDoor(Refusal):
    code = "answer.door"
    why = N_("This question shows no opinion: its answers are kept with the conversation.")
    next_step = N_("Keep it with its line: q on the list, or appui script answer.")


class ScriptUnknown(Refusal):
    code = "script.unknown"
    why = N_("There is no script “{name}”.")
    next_step = N_("List them: appui script list.")


class ScriptNameTaken(Refusal):
    code = "script.name"
    why = N_("Another script is called “{name}” already.")
    next_step = N_("Choose another name, or change that one.")


class OneSuccess(Refusal):
    code = "script.success"
    why = N_("Exactly one question says whether a conversation was a success; here {count} do.")
    next_step = N_("Mark one of them, not a free text.")


class QuestionUnknown(Refusal):
    code = "script.question"
    why = N_("This list asks no question {number}.")
    next_step = N_("Look at its script: appui script show.")


class QuestionImpossible(Refusal):
    code = "script.question_form"
    why = N_("Question {number} will not do: {label}.")
    next_step = N_("Correct it, then save again.")


class QuestionKindUnknown(Refusal):
    code = "script.question_kind"
    why = N_("Question {number} is of no kind that can be asked: “{kind}”.")
    next_step = N_("The kinds are: {choices}. Write it as KIND:TEXT.")


class TooManyQuestions(Refusal):
    code = "script.too_many"
    why = N_("A script asks {most} questions at the most.")
    next_step = N_("Nobody stays at a door for more: leave some out.")


class InSilence(Refusal):
    code = "silence.now"
    why = N_(
        "The silence before the poll of {poll} has begun: no new round of doors starts until {until} (our reading of "
        "articles L47 A and L49 of the electoral code)."
    )
    next_step = N_("What was done before can be entered at any time.")


class PollKnown(Refusal):
    code = "silence.known"
    why = N_("A poll on {poll} is entered already.")
    next_step = N_("Change or delete that one.")


class PollUnknown(Refusal):
    code = "silence.unknown"
    why = N_("No poll on {poll} is entered.")
    next_step = N_("List them: appui silence list.")


class ClosingImpossible(Refusal):
    code = "silence.closing"
    why = N_("Polling stations close in the evening, at {first} at the earliest and {last} at the latest.")
    next_step = N_("Correct the hour.")


class CourtesyImpossible(Refusal):
    code = "silence.courtesy"
    why = N_("The hours at which one may knock begin before they end.")
    next_step = N_("Correct the hours.")


class FollowUpUnknown(Refusal):
    code = "follow_up.unknown"
    why = N_("There is no such follow-up.")
    next_step = N_("List them: appui followup list.")


class ConsentNeeded(Refusal):
    code = "follow_up.consent"
    why = N_("No name is kept without consent: read the text to them first.")
    next_step = N_("If they agree, say so (--read-aloud); if not, keep only what is to be done.")


class ContactNeeded(Refusal):
    code = "follow_up.contact"
    why = N_("Neither a phone number nor a mail address was given.")
    next_step = N_("Write down how they wish to be reached.")
