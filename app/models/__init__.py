"""The models on this machine: which one finds, and how others come."""
