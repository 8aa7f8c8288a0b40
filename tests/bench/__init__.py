"""Measurements of speed and memory; ``python -m tests.bench`` prints them as ratios in one run."""
