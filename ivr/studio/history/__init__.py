"""History: who changed what, and the way back."""
