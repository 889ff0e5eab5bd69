"""Defenses against collapse: what stands between a model's output and the next model."""
