"""The rules about meetings, reports and the month, as pure functions."""
