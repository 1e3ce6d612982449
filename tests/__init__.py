"""Tests; `tests.` names what they share."""
