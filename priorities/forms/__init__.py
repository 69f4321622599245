"""The questions of the backbone's pages."""
