"""The files of a run: lines, manifest, recovery after a crash, removal."""
