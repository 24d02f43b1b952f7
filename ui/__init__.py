"""What people see: the desktop and the command line; the only places where the program is put together."""
