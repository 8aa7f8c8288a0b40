"""The patients of a data file, as a study describes them."""
