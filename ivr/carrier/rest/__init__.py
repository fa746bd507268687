"""Twilio's REST interface: what an account rents, how it is set, and what it complains of."""
