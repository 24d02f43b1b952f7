"""Made-up villages for the demo and for measuring: seeded, the same for the same arguments, nobody real."""
