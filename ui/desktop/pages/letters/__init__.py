"""县里来信: what the county proposes, and the worker's answer."""
