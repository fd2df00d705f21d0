"""Products side by side: what they share, where they differ, and what joins them."""
