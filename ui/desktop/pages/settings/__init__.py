"""设置: how it looks and speaks, who can open it, backups, the printer, and about the program."""
