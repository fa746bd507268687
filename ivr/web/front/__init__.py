"""What every answer has, whoever asks: its headers, faults in a line, and no server's name."""
