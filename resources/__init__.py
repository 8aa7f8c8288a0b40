"""Studies, demonstration cohort, fonts and icons that ship with the program."""
