"""Numbers: which number callers hear and which is dialled, door by door and place by place."""
