"""General statistics on numbers and counts; knows neither patients nor studies. NumPy only."""
