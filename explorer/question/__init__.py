"""What is asked of a cohort: one frozen value, in words and as plain data."""
