"""The questions of training, page by page."""
