"""What is refused about money: a rule of the law, a step out of turn, a role that nobody declared."""

from __future__ import annotations

from db.errors import N_, Refusal


class MandataryNeeded(Refusal):
    code = "money.mandatary"
    why = N_("Only the mandataire does this (L52-4, L52-6): a committee may not hold money.")
    next_step = N_("Declare that you act as the mandataire, or hand it over.")


class RuleUnknown(Refusal):
    code = "rule.unknown"
    why = N_("There is no rule “{rule}”.")
    next_step = N_("List them: appui money rules.")


class AuthorityNeeded(Refusal):
    code = "rule.authority"
    why = N_("A rule without the text that says so cannot be kept.")
    next_step = N_("Name the article, and the day on which you read it.")


class RuleImpossible(Refusal):
    code = "rule.impossible"
    why = N_("This rule cannot be: the number or the days do not fit.")
    next_step = N_("Give a whole number in the unit of the rule, and a last day after the first.")
