"""Packs made from what the portal knows now: for the board, of an agency on four pages, of the figures of a quarter."""
