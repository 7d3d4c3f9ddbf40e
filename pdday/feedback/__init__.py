"""8. Exit tickets, commitments, and what became of them after 30, 60 and 90 days."""
