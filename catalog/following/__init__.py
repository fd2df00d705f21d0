"""Who wants to hear of what, and what they are told."""
