"""她的页面: one woman, as a story in time."""
