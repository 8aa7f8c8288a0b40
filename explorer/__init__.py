"""The trial and what can be computed from it: no Qt, no threads, no settings."""
