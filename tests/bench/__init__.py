"""Figures: `make bench` starts the demo marketplace for itself and measures it from outside."""
