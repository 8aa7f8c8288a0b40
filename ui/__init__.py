"""Everything the user sees; it computes nothing."""
