"""What happens to access when something happens to a product. Publishing calls this without knowing it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import OutputPort
from catalog.publishing.hooks import AFTER_RETIRE, READERS, TEAM_READS
from marketplace.foundation.policies import YES, Answer, no
from requests.grants.selectors import readers_of
from requests.grants.services import end_for_product
from requests.models import Grant
from requests.ordering.policies import longest_days
from requests.ordering.prospects import route_for
from requests.ordering.situation import consumer_of, situation_of

READERS.add("grants")(readers_of)
AFTER_RETIRE.add("grants")(end_for_product)


@TEAM_READS.add("grants")
def team_reads(team: Team, port: OutputPort) -> Answer:
    """A team reads by a grant of its own, or what a rule gives it at once, for any purpose and the longest time."""
    if Grant.objects.in_force().filter(consumer__team=team, port=port).exists():
        return YES
    if port.policy is None or port.policy.purposes:
        return no(_("it has to be ordered"))
    situation = situation_of(consumer_of(None, team), [port])
    way = route_for(port, situation.facts(purpose="", days=longest_days(port)))
    return YES if way.outcome == "approve" else no(_("it has to be ordered"))
