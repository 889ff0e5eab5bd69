"""Small data files; where each comes from is said in the module that reads it."""
