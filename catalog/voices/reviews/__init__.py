"""What those think of a product who have read it."""
