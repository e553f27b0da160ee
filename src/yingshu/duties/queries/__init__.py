"""Reads of duties."""
