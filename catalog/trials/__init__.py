"""A draft tried out over real data before anybody relies on it."""
