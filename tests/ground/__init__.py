"""Tests of the ground floor as a whole: organisation, rulebook, trail, files, messages, customers."""
