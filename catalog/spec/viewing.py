"""From a bundle to the facts it states. What is absent, null or odd becomes empty, never an error."""

import hashlib
import json
import re
import unicodedata
from typing import cast

from catalog.spec.contracts import contract_of
from catalog.spec.documents import Bundle, Document
from catalog.spec.product import (
    Decision,
    InputSpec,
    MaskSpec,
    OutputSpec,
    PolicySpec,
    ProductSpec,
    RuleSpec,
    StageSpec,
    TransformationSpec,
    WhenSpec,
)
from catalog.spec.trees import Tree, branch, custom, custom_text, maps, text, whole, words

ARCHETYPES = {"sourcealigned": "source-aligned", "aggregate": "aggregate", "consumeraligned": "consumer-aligned"}


def view(bundle: Bundle) -> ProductSpec:
    """The product that a bundle describes. Raises ValueError where it has no data product."""
    if bundle.product is None:
        raise ValueError("The bundle has no data product.")
    tree = bundle.product.tree
    about = branch(tree, "description")
    name = text(tree, "name") or text(tree, "id")
    kind = text(tree, "type")
    glossary = custom(tree, "glossary")
    return ProductSpec(
        slug=slug_of(tree),
        name=name,
        external_id=text(tree, "id"),
        domain=text(tree, "domain"),
        owner_team=custom_text(tree, "ownerTeam") or slugify(text(branch(tree, "team"), "name")),
        version=text(tree, "version"),
        archetype=ARCHETYPES.get(re.sub(r"[^a-z]", "", kind.lower()), kind),
        status=text(tree, "status"),
        description=custom_text(tree, "description") or text(about, "purpose"),
        purpose=text(about, "purpose"),
        usage=text(about, "usage"),
        limitations=text(about, "limitations"),
        tags=words(tree, "tags"),
        licence=custom_text(tree, "licence") or custom_text(tree, "license"),
        refresh=custom_text(tree, "refresh") or "manual",
        criticality=custom_text(tree, "criticality"),
        glossary=words({"glossary": glossary}, "glossary"),
        support=maps(tree, "support"),
        team=branch(tree, "team") or None,
        inputs=tuple(_input(port) for port in maps(tree, "inputPorts")),
        outputs=tuple(_output(port, bundle) for port in maps(tree, "outputPorts")),
    )


def slug_of(product: Tree) -> str:
    """The slug a product asks for, or the one its name makes."""
    return custom_text(product, "slug") or slugify(text(product, "name")) or slugify(text(product, "id"))


def slugify(name: str) -> str:
    """A name as it may stand in an address.

    >>> slugify("Évènements indésirables (AE)")
    'evenements-indesirables-ae'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def contract_for(port: Tree, bundle: Bundle) -> Document | None:
    """The contract an output port is bound to: of the port's version, or the last of that id."""
    wanted = text(port, "contractId")
    found = [each for each in bundle.contracts if wanted and text(each.tree, "id") == wanted]
    version = text(port, "version").removeprefix("v")
    exact = [each for each in found if text(each.tree, "version").removeprefix("v") == version]
    return next(iter(exact or found[-1:]), None)


def policy_of(tree: Tree) -> PolicySpec:
    """An access policy as typed facts."""
    bare = PolicySpec()
    default = branch(tree, "default")
    return PolicySpec(
        purposes=words(tree, "purposes"),
        longest_days=whole(tree, "longestDays"),
        terms=text(tree, "terms"),
        rules=tuple(rule_of(rule, text(rule, "name")) for rule in maps(tree, "rules")),
        default=rule_of(default, "default") if default else bare.default,
        row_filter=text(tree, "rowFilter").strip(),
        masks=tuple(_mask(mask) for mask in maps(tree, "masks")),
        unmasked_for=words(tree, "unmaskedFor"),
        digest=hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest(),
    )


def mask_method(mask: Tree) -> str:
    """The method of a mask; `null` may stand without its quotes."""
    return "null" if "method" in mask and mask["method"] is None else text(mask, "method")


def rule_of(tree: Tree, name: str) -> RuleSpec:
    """A rule as typed facts."""
    when = branch(tree, "when")
    then = cast(Decision, text(tree, "then", "review"))
    return RuleSpec(
        name=name,
        then=then,
        when=WhenSpec(
            teams=words(when, "teams"),
            domains=words(when, "domains"),
            purposes=words(when, "purposes"),
            days_at_most=whole(when, "daysAtMost"),
            days_at_least=whole(when, "daysAtLeast"),
            consumers=words(when, "consumers"),
            regions=words(when, "regions"),
            classifications=words(when, "classifications"),
            plain=when["plain"] if isinstance(when.get("plain"), bool) else None,
        ),
        reason=text(tree, "reason"),
        stages=(stages_of(tree) or (StageSpec("owner"),)) if then == "review" else (),
    )


def stages_of(tree: Tree) -> tuple[StageSpec, ...]:
    """The stages of a rule; each is the word for a role, or a map of a role and how many of them must agree."""
    written = tree.get("stages")
    return tuple(_stage(each) for each in written if isinstance(each, str | dict)) if isinstance(written, list) else ()


def _stage(written: str | Tree) -> StageSpec:
    """How many agree is never less than what was meant: where that cannot be told, it is all of them."""
    if isinstance(written, str):
        return StageSpec(written)
    needs = written.get("needs", "any")
    told = needs == "any" or (isinstance(needs, int) and not isinstance(needs, bool) and needs > 0)
    return StageSpec(text(written, "role"), needs if told else "all")


def _mask(tree: Tree) -> MaskSpec:
    size = tree.get("size")
    return MaskSpec(
        column=text(tree, "column"),
        method=mask_method(tree),
        size=size if isinstance(size, int | float) and not isinstance(size, bool) else None,
        expression=text(tree, "expression").strip(),
    )


def _input(tree: Tree) -> InputSpec:
    return InputSpec(
        name=text(tree, "name"),
        version=text(tree, "version"),
        contract_id=text(tree, "contractId"),
        source=custom_text(tree, "source"),
    )


def _output(tree: Tree, bundle: Bundle) -> OutputSpec:
    name, contract_id = text(tree, "name"), text(tree, "contractId")
    contract = contract_for(tree, bundle)
    transformation = _about(name, bundle.transformations)
    policy = _about(name, bundle.policies)
    return OutputSpec(
        name=name,
        version=text(tree, "version"),
        description=text(tree, "description"),
        type=text(tree, "type"),
        contract_id=contract_id,
        contract=contract_of(contract.tree if contract else {"id": contract_id}),
        transformation=_transformation(transformation) if transformation else None,
        policy=policy_of(policy) if policy else PolicySpec(digest=hashlib.sha256(b"").hexdigest()),
        tags=words(tree, "tags"),
        warehouse=custom_text(tree, "warehouse"),
    )


def _about(port: str, documents: tuple[Document, ...]) -> Tree | None:
    return next((each.tree for each in documents if text(each.tree, "outputPort") == port), None)


def _transformation(tree: Tree) -> TransformationSpec:
    repository = branch(tree, "repository")
    return TransformationSpec(
        sql=text(tree, "sql"),
        language=text(tree, "language", "sql"),
        description=text(tree, "description"),
        repository_url=text(repository, "url"),
        repository_path=text(repository, "path"),
        commit=text(repository, "commit"),
    )
