"""核对: what a person should look at, each thing with its way out; two entries of one woman side by side."""
