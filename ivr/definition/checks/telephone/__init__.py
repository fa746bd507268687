"""Whether the numbers that are called, told and dialled are whose they are said to be."""
