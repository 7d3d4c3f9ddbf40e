"""13. Pages that look across: home, my day, the style guide."""
