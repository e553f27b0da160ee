"""The room's rules, as pure functions."""
