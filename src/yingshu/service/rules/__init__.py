"""The rules of customer service, as pure functions."""
