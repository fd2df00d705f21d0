"""The ways to begin a product. Each leads to a saved draft, and from there to the guide."""
