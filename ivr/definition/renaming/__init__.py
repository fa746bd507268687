"""A service, step or prompt gets another name, wherever the files speak of it by its old one."""
