"""两处写得不一样: what two laptops wrote differently, side by side in the record around it, until a person decides."""
