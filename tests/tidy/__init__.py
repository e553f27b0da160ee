"""Tests of the source itself: size, walls, words, messages, documents."""
