"""A new version of the program in the place of the one that runs, while calls go on."""
