"""Societies: loops made of people and institutions rather than of models alone."""
