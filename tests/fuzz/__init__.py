"""Hostile files: mutated real files of every ending, through decoders and worker as they are.

`mutate` damages files, `run.fuzz` reads them; ``python -m tests.fuzz --files 10000`` is the long
run, `test_fuzz` a short one.
"""
