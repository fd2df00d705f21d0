"""A wish whose words should not stand there is hidden by a steward, and can be shown again."""

import pytest

from catalog.models import WantedProduct
from catalog.voices.errors import WhyMissing
from catalog.voices.wanted.likeness import like
from catalog.voices.wanted.services import hide
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent


def test_what_a_steward_hides_is_gone_for_everybody_else(ada, otto, grace, want, told, client):
    wanted = want(title="Lab values of Jane Doe")

    with pytest.raises(NotAllowed):
        hide(actor=otto, wanted=wanted, reason="It names a person.")
    with pytest.raises(WhyMissing):
        hide(actor=grace, wanted=wanted, reason=" ")
    hide(actor=grace, wanted=wanted, reason="It names a person.")

    for person in (ada, otto):
        client.force_login(person)
        assert not WantedProduct.objects.visible_to(person).exists()
        assert not like(person, "lab values").exists()
        assert client.get(f"/wanted/{wanted.pk}/").status_code == 404
    client.force_login(grace)
    assert "It names a person." in client.get(f"/wanted/{wanted.pk}/").content.decode()
    assert told(ada)[0] == "A steward has hidden “Lab values of Jane Doe”: It names a person."
    assert not AuditEvent.objects.filter(object_name__contains="Jane").exists()


def test_what_was_hidden_can_be_shown_again(otto, grace, want, client):
    wanted = want()
    client.force_login(grace)

    client.post(f"/wanted/{wanted.pk}/hide/", {"wish": "hide", "reason": "Looked odd."})
    hidden = WantedProduct.objects.visible_to(otto).exists()
    client.post(f"/wanted/{wanted.pk}/hide/", {"wish": "show"})

    assert not hidden
    assert WantedProduct.objects.visible_to(otto).get() == wanted
    happened = AuditEvent.objects.about(wanted).order_by("pk").values_list("verb", flat=True)
    assert list(happened)[-2:] == ["wanted.hidden", "wanted.shown"]


def test_news_lead_to_what_is_wanted_without_quoting_it(otto, want, client):
    wanted = want(title="Lab values per site")
    client.force_login(otto)

    page = client.get("/").content.decode()

    assert f"looks for wanted product {wanted.pk}" in page
    assert f'href="/wanted/{wanted.pk}/"' in page
