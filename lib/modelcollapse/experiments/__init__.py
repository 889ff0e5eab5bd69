"""Experiments too long for a page. Each module runs with ``python -m`` and writes a small file into ``data/``."""
