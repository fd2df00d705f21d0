"""What people want to know about a product, and what they are told."""
