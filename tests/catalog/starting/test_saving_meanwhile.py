"""Somebody saves the draft while a worker writes down what its data suggests: one waits for the other."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import DataProduct, Draft, Proposal
from catalog.publishing.services import save_draft
from catalog.starting.proposing import keep_proposals
from catalog.starting.suggestions import Suggestion

pytestmark = pytest.mark.django_db(transaction=True)


def test_neither_the_draft_nor_what_is_proposed_is_lost(begun, otto):
    draft = Draft.objects.get(product=begun)
    renamed = bytes(draft.bundle) + b"\n"
    held, wrong = threading.Event(), []

    def saving():
        with transaction.atomic():
            DataProduct.objects.select_for_update().get(pk=begun.pk)
            held.set()
            proposing.join(0.5)  # long enough to be where it must wait
            save_draft(actor=otto, raw=renamed, slug=begun.slug, revision=draft.revision)

    def keeping():
        held.wait(10)
        with transaction.atomic():
            keep_proposals(begun, "subjects", [Suggestion(Proposal.Aspect.RANGE, "age", {"minimum": 1}, "It is so.")])

    def run(work):
        try:
            work()
        except DatabaseError as trouble:
            wrong.append(trouble)
        finally:
            connection.close()

    proposing, saver = (threading.Thread(target=run, args=(work,)) for work in (keeping, saving))
    saver.start()
    proposing.start()
    saver.join()
    proposing.join()

    assert wrong == []
    assert Draft.objects.get(product=begun).revision == draft.revision + 1
    assert Proposal.objects.filter(product=begun, column="age").exists()
