"""`ivr figures`: what the journal says, in tables for people and for programs."""
