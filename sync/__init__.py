"""Change sets: made, sealed, carried and merged; `sync.hub` is the county's server and console."""
