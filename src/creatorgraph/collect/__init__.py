"""Lanes: one per credential pool, asking what is due and landing what comes."""
