"""Many ports at once get the same answer as each alone."""

from django.utils import timezone

from requests.grants.policies import may_read, read_among
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import OfferedPortFactory, OutputPortFactory
from tests.requests.factories import GrantFactory


def test_many_ports_at_once_get_the_same_answer_as_each_alone(ada, otto, clinical, django_assert_num_queries):
    held = OfferedPortFactory()
    owned = OfferedPortFactory(product__domain__team=clinical)
    ended = OfferedPortFactory()
    GrantFactory(consumer=ConsumerFactory(person=ada), port=held)
    GrantFactory(consumer=ConsumerFactory(person=otto), port=ended, state="expired", ended_at=timezone.now())
    ports = [held, owned, ended, OutputPortFactory(), OfferedPortFactory(product__status="retired")]

    for person in (ada, otto):
        assert read_among(person, ports) == {port.pk for port in ports if may_read(person, port)}
    with django_assert_num_queries(1):
        read_among(ada, ports)
