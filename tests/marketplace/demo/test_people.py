"""People, teams, domains and policies of the mesh fit together."""

import pytest
import yaml

from marketplace.demo.sources import HERE, bundles, mesh


@pytest.fixture
def tree():
    return mesh()


@pytest.fixture
def documents():
    return {bundle.slug: list(yaml.safe_load_all(bundle.path.read_text(encoding="utf-8"))) for bundle in bundles()}


def facts(product):
    return {row["property"]: row["value"] for row in product["customProperties"]}


def test_the_five_people_are_there_and_no_password(tree):
    assert [person["username"] for person in tree["people"]] == ["ada", "otto", "grace", "petra", "eve"]
    assert "password" not in (HERE / "mesh.yaml").read_text(encoding="utf-8").lower()


def test_members_and_groups_are_people_of_the_mesh(tree):
    people = {person["username"] for person in tree["people"]}
    members = {member["person"] for team in tree["teams"] for member in team["members"]}
    assert members <= people
    assert {name for group in tree["groups"].values() for name in group} <= people


def test_eve_belongs_nowhere(tree):
    named = {member["person"] for team in tree["teams"] for member in team["members"]}
    named |= {name for group in tree["groups"].values() for name in group}
    assert "eve" not in named


def test_an_order_of_one_owner_can_be_decided_by_another(tree):
    owning = {domain["team"] for domain in tree["domains"]}
    for team in tree["teams"]:
        if team["slug"] in owning:
            assert len([member for member in team["members"] if member["role"] == "maintainer"]) >= 2


def test_no_steward_is_an_owner(tree):
    stewards = set(tree["groups"]["steward"])
    owning = {domain["team"] for domain in tree["domains"]}
    owners = {member["person"] for team in tree["teams"] if team["slug"] in owning for member in team["members"]}
    assert not stewards & owners


def test_products_belong_to_a_domain_and_the_team_that_owns_it(tree, documents):
    domains = {domain["slug"]: domain for domain in tree["domains"]}
    assert any("parent" in domain for domain in domains.values())
    assert all(domain.get("parent", domain["slug"]) in domains for domain in domains.values())
    for product, *_ in documents.values():
        assert facts(product)["ownerTeam"] == domains[product["domain"]]["team"]


def test_policies_name_teams_and_domains_of_the_mesh(tree, documents):
    teams = {team["slug"] for team in tree["teams"]}
    domains = {domain["slug"] for domain in tree["domains"]}
    for *_, policy in documents.values():
        assert set(policy.get("unmaskedFor", [])) <= teams
        for rule in policy["rules"]:
            when = rule.get("when", {})
            assert set(when.get("teams", [])) <= teams
            assert set(when.get("domains", [])) <= domains
            assert not policy.get("purposes") or set(when.get("purposes", [])) <= set(policy["purposes"])
            assert rule["reason"].endswith(".")


def test_slugs_and_contracts_are_unique(documents):
    slugs = [facts(product)["slug"] for product, *_ in documents.values()]
    contracts = [contract["id"] for _, contract, *_ in documents.values()]
    assert len(set(slugs)) == len(set(contracts)) == len(documents)
    for product, contract, transformation, policy in documents.values():
        (port,) = product["outputPorts"]
        assert port["contractId"] == contract["id"]
        assert port["name"] == transformation["outputPort"] == policy["outputPort"] == contract["schema"][0]["name"]


def test_orders_ask_for_what_the_policies_leave_open(tree, documents):
    people = {person["username"]: person for person in tree["people"]}
    members = {team["slug"]: {member["person"] for member in team["members"]} for team in tree["teams"]}
    for order in tree["orders"]:
        assert order["by"] in people
        assert order["by"] in members[order["team"]]
        for line in order["lines"]:
            *_, policy = documents[line["product"]]
            assert order["purpose"] in policy.get("purposes", [order["purpose"]])
            assert line["days"] <= policy["longestDays"]
