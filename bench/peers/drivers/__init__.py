"""One driver for each peer: run in an environment of its own, it does the work once and prints how that went.

`python -m bench.peers.drivers.NAME WORK FOLDER`: WORK is the tables as JSON, FOLDER its own and empty; there it leaves what
was carried as `a`, `b`, `c`. Nothing here imports Suifang.
"""
