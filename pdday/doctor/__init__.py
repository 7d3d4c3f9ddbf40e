"""`pdday doctor`: looks an installation over and says in plain sentences what is wrong and what to do about it."""
