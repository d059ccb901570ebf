"""Nothing lost: a library tortured by changes and kills equals a fresh index of the same folders.

`hand` changes files as people and programs do, `life` starts the worker and kills it or its
decoders, `compare` holds the library against one that was made in peace. `run.torture` does it
all; ``python -m tests.torture --kills 200`` is the long run, `test_torture` a short one.
"""
