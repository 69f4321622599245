"""Tests of the figures: tables of values with their source, and properties that hold for any series."""
