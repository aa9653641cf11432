"""Answers become durable: journal first, then the lake."""
