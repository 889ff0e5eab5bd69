"""What writes parts of the book for its authors, from the command line. Nothing imports it."""
