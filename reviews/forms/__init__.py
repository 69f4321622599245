"""The questions of reviews: cases and their moves, contributions, learning, messages."""
