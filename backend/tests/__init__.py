"""Tests at the level of HTTP, and the helpers that they share."""
