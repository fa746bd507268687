"""What must hold in every state of every call."""
