"""The command line: the same work as the windows, to be scripted and tested (``docs/cli.md``)."""
