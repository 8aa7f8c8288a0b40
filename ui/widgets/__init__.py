"""Controls that know nothing of trials."""
