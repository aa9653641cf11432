"""Creators: one person or brand over all platforms, with the reach that its accounts have together."""
