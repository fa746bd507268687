"""How well clips are understood on the telephone, judged by a speech recogniser.

A recogniser is no person: its figures rank voices, they do not say what people miss.
"""
