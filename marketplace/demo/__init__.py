"""The demo mesh: real data from installed packages, described by bundles that are published like any other."""
