"""Colonoscopies in which an adenoma was found, of all: four centers in Poland, three months before and after a helper came.

Source: Budzyń et al. (2025), 19 endoscopists; after the change lots decided by date whether the helper was on.
"""

BEFORE = (226, 795)
"""Found and all before the helper came."""
AFTER = (145, 648)
"""The same, after it came and with the helper off."""
AIDED = (186, 734)
"""The same, after it came and with the helper on."""
PERIODS = {"before": BEFORE[1], "after": AFTER[1]}
"""How many without the helper in each period."""
POOLED = (BEFORE[0] + AFTER[0]) / (BEFORE[1] + AFTER[1])
"""Share in both periods together, without the helper."""
DROP = BEFORE[0] / BEFORE[1] - AFTER[0] / AFTER[1]
"""How far the share fell."""
