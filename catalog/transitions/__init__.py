"""From one major version to the next, without breaking those who read."""
