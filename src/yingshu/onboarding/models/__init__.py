"""Bringing in a company's ledgers: batches, what was written, mapping templates, own synonyms."""

from .batch import ImportBatch, ImportedKey, MappingTemplate, Synonym

__all__ = ["ImportBatch", "ImportedKey", "MappingTemplate", "Synonym"]
