"""9. Minutes present become credited minutes, by a rule that is kept with each award."""
