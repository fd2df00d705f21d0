"""Reviews as pages show them."""

from django.db.models import QuerySet

from catalog.models import DataProduct, ProductReview


def reviews_of(user, product: DataProduct) -> QuerySet[ProductReview]:
    """The reviews of a product as this person sees them, the newest first."""
    reviews = ProductReview.objects.filter(product=product)
    reviews = reviews if user.is_steward else reviews.shown()
    return reviews.select_related("author", "version", "replied_by", "hidden_by").defer("version__bundle")


def review_by(user, product: DataProduct) -> ProductReview | None:
    """The review that this person has written, hidden or not."""
    return ProductReview.objects.filter(product=product, author=user).first()


def summary_of(product: DataProduct) -> dict:
    """`n`, how many reviews there are, and their `mean` with one decimal, None without any."""
    found = ProductReview.objects.filter(product=product).summary()
    return {"n": found["n"], "mean": None if found["mean"] is None else round(float(found["mean"]), 1)}


def reachable_reviews(user) -> QuerySet[ProductReview]:
    """The reviews that this person sees."""
    return ProductReview.objects.visible_to(user).select_related("product__owner", "author")
