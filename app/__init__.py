"""The desktop window. It holds no model and no store; a worker process does, see ``indexer``."""
