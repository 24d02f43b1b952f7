"""药具: the cupboard on one page, handing out and counting beside it, and its papers."""
