"""Campaigns: opened by a steward, decided by owners in bulk, carried out at the deadline, signed at the end."""

from collections.abc import Collection
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from accounts.policies import may_govern
from marketplace.foundation.audit import at_once, record
from marketplace.foundation.policies import YES, Answer, insist, no
from requests.grants.errors import DeadlineNotFit, NothingToReview, ReasonMissing, ReviewsDecided
from requests.grants.population import Scope, ask, evidence_of, pools_of, population
from requests.grants.selectors import stewards
from requests.grants.services import end_reviewed
from requests.grants.windows import midnight
from requests.models import Grant, GrantReview, Recertification

BATCH = 500
REMIND_DAYS = (7, 1)
State = GrantReview.State


def may_review(user: User, campaign: Recertification) -> Answer:
    """May this person decide about at least one grant of this campaign? Nobody decides about what they read by."""
    if campaign.closed_at:
        return no(_("it is closed"))
    if GrantReview.objects.waiting().for_reviewer(user).filter(campaign=campaign).exists():
        return YES
    return no(_("nothing in it waits for you"))


@transaction.atomic
def open_campaign(
    *, actor: User, name: str, scope: Scope, deadline: date, otherwise: str = Recertification.Otherwise.END
) -> Recertification:
    """Ask about every standing grant in a scope, until the end of a day; the grants are frozen as they are now.

    Raises DeadlineNotFit, NothingToReview.
    """
    insist(may_govern(actor))
    now, zone = timezone.now(), timezone.get_default_timezone()
    ends = midnight(deadline + timedelta(days=1), zone)
    if deadline <= timezone.localdate(timezone=zone):
        raise DeadlineNotFit()
    campaign = Recertification.objects.create(
        name=name.strip(), scope=scope.plain(), opened_by=actor, opens_at=now, deadline=ends, otherwise=otherwise
    )
    asked, count = {}, 0
    standing = population(scope, now).iterator(chunk_size=BATCH)
    while grants := list(islice(standing, BATCH)):
        pools, evidence = pools_of(grants), evidence_of(grants, now)
        reviews = GrantReview.objects.bulk_create(
            GrantReview(campaign=campaign, grant=grant, evidence=evidence[grant.pk]) for grant in grants
        )
        ask(reviews, pools)
        asked |= {person.pk: person for pool in pools.values() for person in pool}
        count += len(reviews)
    if not count:
        raise NothingToReview()
    record("campaign.opened", campaign, actor=actor, grants=count, until=deadline)
    text = _("Say whether access is still right: %(name)s, until %(day)s.") % {"name": name, "day": deadline}
    tell(asked.values(), text, link=_page(campaign), tone=Notification.Tone.ACTION, but=actor, kind=Kind.GOVERNANCE)
    return campaign


@transaction.atomic
def decide_reviews(
    *, actor: User, campaign: Recertification, reviews: Collection[int], confirm: bool, reason: str = ""
) -> int:
    """Confirm many grants, or end them with a reason; answers how many, as others may have been faster.

    Whoever reads by a grant does not decide about it. Raises ReasonMissing, ReviewsDecided.
    """
    reason = reason.strip()
    if not confirm and not reason:
        raise ReasonMissing()
    waiting = campaign.reviews.waiting().filter(pk__in=reviews)
    mine = waiting.for_reviewer(actor)
    locked = waiting.select_for_update().order_by("pk")
    ids = [pk for pk, _grant in locked.values_list("pk", "grant")]
    if not ids:
        raise ReviewsDecided()
    allowed = set(mine.values_list("pk", flat=True))
    if refused := set(ids) - allowed:
        insist(no(_("you are not asked about %(n)s of them, or read by them yourself") % {"n": len(refused)}))
    state = State.CONFIRMED if confirm else State.ENDED
    _settle(ids, state, actor=actor, reason=reason)
    if not confirm:
        grants = GrantReview.objects.filter(pk__in=ids).values_list("grant", flat=True)
        end_reviewed(list(grants), actor, reason)
    _close_if_done(campaign)
    return len(ids)


def sweep(now=None) -> int:
    """Remind, and carry out what campaigns past their deadline say; whatever dies in between is done by the next."""
    now = now or timezone.now()
    _remind(now)
    done = 0
    for campaign in Recertification.objects.open().filter(deadline__lte=now).order_by("pk"):
        while batch := _sweep_batch(campaign):
            done += batch
        _close_if_done(campaign)
    return done


@transaction.atomic
def _sweep_batch(campaign: Recertification) -> int:
    """The next undecided reviews of a campaign that is over: ended, or passed on to the stewards."""
    waiting = campaign.reviews.waiting().filter(escalated_at=None).order_by("pk")
    ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    reviews = GrantReview.objects.filter(pk__in=ids).select_related("grant").order_by("pk")
    gone = [one.pk for one in reviews if not one.grant.is_standing]
    left = [one for one in reviews if one.grant.is_standing]
    _settle(gone, State.GONE, actor=None, reason="")
    if campaign.otherwise == Recertification.Otherwise.ESCALATE:
        _escalate(campaign, left)
    else:
        reason = _("Nobody confirmed it in “%(campaign)s”.") % {"campaign": campaign}
        _settle([one.pk for one in left], State.ENDED, actor=None, reason=reason)
        end_reviewed([one.grant_id for one in left], None, reason)
    return len(ids)


def _escalate(campaign: Recertification, reviews: list[GrantReview]) -> None:
    now, watching = timezone.now(), stewards()
    GrantReview.objects.filter(pk__in=[one.pk for one in reviews]).update(escalated_at=now, updated_at=now)
    ask(reviews, {one.grant_id: watching for one in reviews})
    record("campaign.escalated", campaign, actor=None, grants=len(reviews))
    text = _("The deadline of “%(name)s” is over: what nobody confirmed waits for you.") % {"name": campaign}
    key = f"campaign-{campaign.pk}-escalated"
    tell(watching, text, link=_page(campaign), tone=Notification.Tone.ACTION, key=key, kind=Kind.GOVERNANCE)


def _settle(ids: Collection[int], state: str, *, actor: User | None, reason: str) -> None:
    """Write down the outcome of locked reviews, each in the trail of its grant."""
    now = timezone.now()
    reviews = GrantReview.objects.waiting().filter(pk__in=ids)
    shown = list(reviews.for_display().select_related("campaign"))
    reviews.update(state=state, reviewer=actor, decided_at=now, reason=reason, updated_at=now)
    with at_once():
        for one in shown:
            grant = one.grant
            about = {"person": grant.consumer.person, "team": grant.consumer.team, "product": grant.port.product.slug}
            facts = {"campaign": str(one.campaign), "reason": reason or "–"}
            record(f"review.{state}", grant, actor=actor, old="waiting", new=state, **about, **facts)


def _close_if_done(campaign: Recertification) -> None:
    with transaction.atomic():
        Recertification.objects.select_for_update().get(pk=campaign.pk)
        # What ended in another way needs nobody's decision.
        over = campaign.reviews.waiting().exclude(grant__state__in=Grant.State.standing())
        _settle(list(over.values_list("pk", flat=True)), State.GONE, actor=None, reason="")
        if campaign.reviews.waiting().exists():
            return
        now = timezone.now()
        if Recertification.objects.open().filter(pk=campaign.pk).update(closed_at=now, updated_at=now):
            campaign.closed_at = now
            record("campaign.closed", campaign, actor=None)
            text = _("“%(name)s” is done; its report is signed.") % {"name": campaign}
            link = reverse("requests:campaign-report", args=[campaign.pk])
            tell([campaign.opened_by], text, link=link, key=f"campaign-{campaign.pk}-closed", kind=Kind.GOVERNANCE)


def _remind(now) -> None:
    for campaign in Recertification.objects.open().filter(deadline__gt=now):
        for days in REMIND_DAYS:
            if not campaign.deadline - timedelta(days=days) <= now or campaign.opens_at > now - timedelta(days=1):
                continue
            waiting = campaign.reviews.waiting()
            people = User.objects.filter(is_active=True, grant_reviews__in=waiting).distinct()
            text = _("Access still waits for your word in “%(name)s”; the deadline is near.") % {"name": campaign}
            key = f"campaign-{campaign.pk}-{days}"
            tell(people, text, link=_page(campaign), tone=Notification.Tone.ACTION, key=key, kind=Kind.GOVERNANCE)


def _page(campaign: Recertification) -> str:
    return reverse("requests:campaign", args=[campaign.pk])
