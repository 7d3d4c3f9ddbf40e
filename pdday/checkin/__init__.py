"""7. At the door: badge, scan (every try), attendance (the fact)."""
