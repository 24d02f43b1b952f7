"""Every paper the program prints, made from the ledger in one way for the page 表册 and the command line alike."""
