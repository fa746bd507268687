"""RHVoice as the system has it: its shared library."""
