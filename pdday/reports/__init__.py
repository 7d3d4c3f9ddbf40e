"""11. What came of it: figures that can be recomputed, with their denominators."""
