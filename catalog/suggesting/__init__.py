"""What of the catalog may be of use to somebody, and why: by what they read, by use, by date."""
