"""6. Solve, compare, publish: who is where, and why."""
