"""What the library is faster than, measured side by side: ``python -m benchmarks``."""
