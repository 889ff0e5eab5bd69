"""Chains: whole loops by the exact law of one generation, where there is one; no item is drawn that need not be.

Each is the fast form of a loop that `modelcollapse.loop.run` can run literally, or of a ``literal_chain`` beside it,
and is tested against it. A chain takes ``generations``, ``replicates`` and ``rng``, and returns a `History`.
"""
