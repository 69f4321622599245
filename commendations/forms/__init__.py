"""The questions of thanks."""
