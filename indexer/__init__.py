"""Folders in, hits out: the indexer and the search. No Qt here."""

import os

# numpy's matrix library lets its threads spin for 27 ms after each product, so that the next one
# begins sooner. Between small batches that took a third of the processor. 2 to this power, in
# cycles, is the least it knows; numpy must not have been imported before.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")

# ONNX Runtime reports its use to its makers unless this is set before it is imported: here for the
# processes that read text in pictures, in `mate_core` for those that run the model.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
