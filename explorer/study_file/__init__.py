"""Study definitions in TOML: reading them, and saying what is wrong with one."""
