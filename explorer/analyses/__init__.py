"""One module an analysis: a pure function of a cohort and a question."""
