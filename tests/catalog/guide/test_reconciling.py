"""A wish made over one state of a bundle, done to another."""

from catalog.guide.reconciling import reconcile
from catalog.guide.work import Work
from catalog.spec import edits
from tests.catalog.spec.bundles import ADVERSE_EVENTS, read

BASE = read(ADVERSE_EVENTS)


def wish(change):
    """What a change of the base amounts to."""
    work = Work(BASE)
    change(work)
    return work.revision()


def test_nothing_wished_is_nothing_done():
    assert wish(lambda work: None).is_empty
    assert wish(lambda work: work.about("access-policy", "another port")).is_empty
    assert wish(lambda work: None).on(BASE) == ADVERSE_EVENTS


def test_a_wish_about_one_document_leaves_what_happened_in_the_others():
    theirs = read(edits.set_value(BASE, 0, ("name",), "Renamed by petra"))

    result = reconcile(
        BASE, wish(lambda work: work.about("access-policy", "adverse_events_by_arm").tree.update(longestDays=7)), theirs
    )

    after = read(result.revision.on(theirs))
    assert after.product.tree["name"] == "Renamed by petra"
    assert after.policies[0].tree["longestDays"] == 7
    assert result.took_theirs
    assert not result.disagreements


def test_documents_are_found_again_by_what_they_are_about():
    moved = read(edits.remove_document(read(edits.add_document(BASE, BASE.documents[1].tree)), 1))

    def change(work):
        work.of("odcs")[0].tree["name"] = "Mine"

    result = reconcile(BASE, wish(change), moved)

    after = read(result.revision.on(moved))
    assert [each.kind for each in after.documents] == ["odps", "transformation", "access-policy", "odcs"]
    assert after.contracts[0].tree["name"] == "Mine"


def test_a_renamed_port_keeps_its_documents():
    theirs = read(edits.rename_output_port(BASE, "adverse_events_by_arm", "by_arm"))

    def change(work):
        work.of("transformation")[0].tree["description"] = "Mine"

    after = read(reconcile(BASE, wish(change), theirs).revision.on(theirs))

    assert after.transformations[0].tree["outputPort"] == "by_arm"
    assert after.transformations[0].tree["description"] == "Mine"


def test_a_document_that_one_removed_and_the_other_changed_waits_for_a_choice():
    without = read(edits.remove_document(BASE, 3))
    mine = wish(lambda work: work.of("access-policy")[0].tree.update(longestDays=7))

    result = reconcile(BASE, mine, without)

    [told] = result.disagreements
    assert told.key == "access-policy:adverse_events_by_arm"
    assert told.document is None
    assert result.revision.is_empty
    again = reconcile(BASE, mine, without, {told.key: "mine"})
    assert read(again.revision.on(without)).policies[0].tree["longestDays"] == 7
    kept = reconcile(BASE, wish(lambda work: work.take_out(work.of("access-policy")[0])), BASE)
    assert [each.kind for each in read(kept.revision.on(BASE)).documents] == ["odps", "odcs", "transformation"]


def test_adding_the_same_document_twice_adds_it_once():
    policy = {"apiVersion": "marketplace/v1", "kind": "AccessPolicy", "outputPort": "x"}
    theirs = read(edits.add_document(BASE, policy))

    result = reconcile(BASE, wish(lambda work: work.add("access-policy", policy)), theirs)

    assert result.revision.is_empty
