"""Experiments too long for a page. What they found is kept in ``data/``; ``make experiments`` runs what is missing there.

An experiment is a module of this package with an `Experiment` called ``EXPERIMENT``.
"""
