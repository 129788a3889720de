"""Two laptops of one campaign: a committee tells what it gathered and asks for, the mandataire what became of it.

`telling` writes both files · `files` their frame and fingerprint · `reader` one value, `reading` a whole file, judged ·
`plan` what would happen · `taking` a committee's file at the mandataire's, `donors` who differs · `answers` the
mandataire's file at the committee's · `requests` spending requests and earmarks in files, `following` where they stand,
`standing` their entries · `pairing` which account of theirs is which of ours · `words` all that, said.
"""

from campaign.money.exchange.answers import import_states
from campaign.money.exchange.files import kind_of, opened
from campaign.money.exchange.taking import import_pledges
from campaign.money.exchange.telling import export_pledges, export_states
from campaign.views.money_exchange import TakenIn

__all__ = ["TakenIn", "export_pledges", "export_states", "import_pledges", "import_states", "kind_of", "opened"]
