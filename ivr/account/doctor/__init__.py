"""What is wrong between the account and the answer: looked at, and nothing changed."""
