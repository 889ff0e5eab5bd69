"""Mutation testing: perturb each formula of the library, and list what no claim and no library test notices."""
