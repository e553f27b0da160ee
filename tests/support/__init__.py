"""Plugins of the test suite: clause marks, selection, database rules, query budgets, real servers and browsers."""
