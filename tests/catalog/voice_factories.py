"""What people miss, ask and think, as rows."""

import factory

from catalog.models import ProductAnswer, ProductQuestion, ProductReview, WantedProduct
from catalog.voices.wanted.likeness import kept_words
from tests.accounts.factories import UserFactory
from tests.catalog.factories import DataProductFactory, ProductVersionFactory


class WantedProductFactory(factory.django.DjangoModelFactory):
    """Something that somebody looks for."""

    class Meta:
        model = WantedProduct

    title = factory.Sequence(lambda n: f"Something {n}")
    need = "How many of them are there a day?"
    purpose = "A report."
    asked_by = factory.SubFactory(UserFactory)
    words = factory.LazyAttribute(lambda wanted: kept_words(wanted.title))


class ProductQuestionFactory(factory.django.DjangoModelFactory):
    """A question that nobody has answered."""

    class Meta:
        model = ProductQuestion

    product = factory.SubFactory(DataProductFactory)
    author = factory.SubFactory(UserFactory)
    text = "Which time zone is it?"


class ProductAnswerFactory(factory.django.DjangoModelFactory):
    """An answer of somebody."""

    class Meta:
        model = ProductAnswer

    question = factory.SubFactory(ProductQuestionFactory)
    author = factory.SubFactory(UserFactory)
    text = "UTC."


class ProductReviewFactory(factory.django.DjangoModelFactory):
    """A review of the published version."""

    class Meta:
        model = ProductReview

    version = factory.SubFactory(ProductVersionFactory)
    product = factory.SelfAttribute("version.product")
    author = factory.SubFactory(UserFactory)
    stars = 4
    text = "It holds what it says."
