"""Tests of the demonstration county."""
