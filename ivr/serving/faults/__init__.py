"""What is wrong with the settings of an operator, of each kind of value."""
