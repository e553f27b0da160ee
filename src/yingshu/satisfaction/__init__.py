"""Satisfaction: questionnaires, survey waves, answers, the index and what it leads to (SAT)."""
