"""The admin console: Django's own admin, for stewards and the platform team."""
