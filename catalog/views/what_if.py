"""What a product would score if something about it were otherwise, or if its draft were published. Nothing is kept."""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.fitness.facts import Facts
from catalog.fitness.loading import load_facts
from catalog.fitness.simulating import Simulation, Wishes, as_wished, simulate
from catalog.fitness.standing import functions_on, waivers_of
from catalog.models import DataProduct, Draft
from catalog.publishing.checking import check_bundle
from catalog.trials.candidate import drafted_facts
from catalog.views.product_fitness import shown_result
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product

LONGEST = 2000


class WhatIfForm(forms.Form):
    """What should be otherwise: it begins as the product is."""

    licence = forms.CharField(label=_("Licence"), required=False, max_length=200)
    tags = forms.CharField(label=_("Tags"), required=False, max_length=LONGEST, help_text=_("Separated by commas."))
    usage = forms.CharField(
        label=_("Usage"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    limitations = forms.CharField(
        label=_("Limitations"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    purposes = forms.CharField(
        label=_("Purposes of access"), required=False, max_length=LONGEST, help_text=_("Separated by commas.")
    )
    longest_days = forms.IntegerField(label=_("Days that access lasts at most"), required=False, min_value=1)
    mask = forms.MultipleChoiceField(label=_("Mask these columns"), required=False, widget=forms.CheckboxSelectMultiple)
    assume = forms.MultipleChoiceField(
        label=_("Assume that these pass"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For what only people, time or a build bring about."),
    )

    def __init__(self, *args, facts: Facts, assumable=(), **kwargs):
        super().__init__(*args, **kwargs)
        plain = [
            f"{port.name}.{column.name}"
            for port in facts.ports
            for column in port.restricted
            if not port.is_masked(column)
        ]
        self.fields["mask"].choices = [(name, name) for name in plain]
        self.fields["assume"].choices = list(assumable)
        for name in [name for name in ("mask", "assume") if not self.fields[name].choices]:
            del self.fields[name]

    def wishes(self) -> Wishes:
        """What was entered otherwise than it is."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.changed_data}
        return Wishes(
            licence=said.get("licence"),
            tags=_words(said["tags"]) if "tags" in said else None,
            usage=said.get("usage"),
            limitations=said.get("limitations"),
            purposes=_words(said["purposes"]) if "purposes" in said else None,
            longest_days=said.get("longest_days"),
            masked=frozenset(said.get("mask", ())),
        )


@never_cache
@require_safe
def what_if(request, slug):
    """Try changes out on the fitness of a product."""
    product = reachable_product(request, slug)
    today = timezone.localdate()
    facts, functions = load_facts([product.pk], today)[0], functions_on(today)
    waived = waivers_of([product.pk], today).get(product.pk)
    now = simulate(facts, facts, functions, waived=waived)
    context = frame(request, product, "catalog:product-fitness")
    draft = Draft.objects.filter(product=product).first() if context["may_configure"].allowed else None
    by_draft = draft is not None and request.GET.get("from") == "draft"
    base, trouble = (_drafted(product, facts, draft), "") if by_draft else (facts, "")
    if base is None:
        base, trouble = facts, _("The draft cannot be read yet: mend it in the Studio first.")
    form = WhatIfForm(
        request.GET if "licence" in request.GET else None,
        initial=_as_it_is(base),
        facts=base,
        assumable=_assumable(now),
    )
    asked = form.is_valid()
    wished = as_wished(base, form.wishes()) if asked else base
    assumed = form.cleaned_data.get("assume", ()) if asked else ()
    found = simulate(facts, wished, functions, assumed=assumed, waived=waived)
    for step in found.steps:
        shown_result(step.new)
    context |= {
        "form": form,
        "asked": asked or by_draft,
        "found": found,
        "has_draft": draft is not None,
        "by_draft": by_draft and not trouble,
        "trouble": trouble,
    }
    return render(request, "catalog/fitness/what_if.html", context, status=422 if form.errors else 200)


def _drafted(product: DataProduct, facts: Facts, draft: Draft) -> Facts | None:
    checked = check_bundle(bytes(draft.bundle), slug=product.slug)
    return drafted_facts(product, facts, checked) if checked.spec else None


def _as_it_is(facts: Facts) -> dict:
    policies = [port.policy for port in facts.ports]
    return {
        "licence": facts.licence,
        "tags": ", ".join(facts.tags),
        "usage": facts.usage,
        "limitations": facts.limitations,
        "purposes": ", ".join(dict.fromkeys(purpose for policy in policies for purpose in policy.purposes)),
        "longest_days": max((policy.longest_days for policy in policies if policy.longest_days), default=None),
    }


def _assumable(now: Simulation) -> list[tuple[str, str]]:
    """The functions that cost points now."""
    return [(one.function, one.title) for one in now.before.results if one.counts and one.outcome in ("warn", "fail")]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
