"""Answers as tables and as results.json."""
