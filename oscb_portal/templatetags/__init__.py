"""The components of the look, as template tags."""
