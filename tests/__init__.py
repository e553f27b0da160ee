"""Tests that need more than one room. A room's own tests lie in the room."""
