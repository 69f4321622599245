"""The nouns of the Demand Dashboard."""
