"""The JSON Lines file of a run, and how it survives kills, power cuts and full disks.

A group of articles is remembered in the state, with its finished lines, in one transaction (:mod:`.publisher`); then
the lines are appended to the run's ``.part`` and synced. Whatever is interrupted is completed at the start of the
site's next run (:mod:`.recovery`).
"""
