"""Rules over the asset model, as code, and the sign-offs that people give."""
