"""How other systems tell results: one file per format, each with `read`, which never raises for a single bad result."""
