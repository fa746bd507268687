"""What a stranger meets: headers on every answer, faults in a line, no server's name."""
