"""Where the API of the catalog is."""

from catalog.api.anomalies import AnomalyViewSet, FiguresViewSet
from catalog.api.bundles import BundleViewSet
from catalog.api.checkpoints import CheckpointViewSet, ProductCheckpointViewSet
from catalog.api.drafts import DraftViewSet
from catalog.api.following import FollowViewSet, SavedSearchViewSet
from catalog.api.incidents import IncidentViewSet
from catalog.api.lineage import LineageViewSet
from catalog.api.measured import ServiceLevelViewSet
from catalog.api.migrations import MigrationNoticeViewSet
from catalog.api.objectives import ObjectiveViewSet
from catalog.api.observers import ObserverViewSet
from catalog.api.policies import PolicyViewSet, VerdictViewSet
from catalog.api.ports import PortViewSet
from catalog.api.products import ProductViewSet
from catalog.api.requirement_profiles import RequirementProfileViewSet
from catalog.api.results import ResultViewSet
from catalog.api.runs import RunViewSet
from catalog.api.standings import StandingViewSet
from catalog.api.trials import ProductTrialViewSet, TrialViewSet
from catalog.api.voices import (
    AnswerViewSet,
    ProductQuestionViewSet,
    ProductReviewViewSet,
    QuestionViewSet,
    ReviewViewSet,
)
from catalog.api.wanted import WantedProductViewSet


def register(router) -> None:
    """Put it under the API."""
    router.register("products", ProductViewSet, basename="product")
    router.register(r"products/(?P<slug>[-\w]+)/checkpoints", ProductCheckpointViewSet, basename="product-checkpoints")
    router.register("checkpoints", CheckpointViewSet, basename="checkpoint")
    router.register("drafts", DraftViewSet, basename="draft")
    router.register("bundles", BundleViewSet, basename="bundle")
    router.register("runs", RunViewSet, basename="run")
    router.register(r"products/(?P<slug>[-\w]+)/trials", ProductTrialViewSet, basename="product-trials")
    router.register("trials", TrialViewSet, basename="trial")
    router.register("policies", PolicyViewSet, basename="policy")
    router.register("verdicts", VerdictViewSet, basename="verdict")
    router.register("ports", PortViewSet, basename="port")
    router.register("objectives", ObjectiveViewSet, basename="objective")
    router.register("service-levels", ServiceLevelViewSet, basename="service-level")
    router.register("fitness", StandingViewSet, basename="fitness")
    router.register(r"ports/(?P<port>\d+)/figures", FiguresViewSet, basename="port-figures")
    router.register("anomalies", AnomalyViewSet, basename="anomaly")
    router.register("incidents", IncidentViewSet, basename="incident")
    router.register("results", ResultViewSet, basename="result")
    router.register("observers", ObserverViewSet, basename="observer")
    router.register("migration-notices", MigrationNoticeViewSet, basename="migration-notice")
    router.register("follows", FollowViewSet, basename="follow")
    router.register("saved-searches", SavedSearchViewSet, basename="saved-search")
    router.register("requirement-profiles", RequirementProfileViewSet, basename="requirement-profile")
    router.register("lineage", LineageViewSet, basename="lineage")
    router.register(r"products/(?P<slug>[-\w]+)/questions", ProductQuestionViewSet, basename="product-questions")
    router.register("questions", QuestionViewSet, basename="question")
    router.register("answers", AnswerViewSet, basename="answer")
    router.register(r"products/(?P<slug>[-\w]+)/reviews", ProductReviewViewSet, basename="product-reviews")
    router.register("reviews", ReviewViewSet, basename="review")
    router.register("wanted", WantedProductViewSet, basename="wanted")
