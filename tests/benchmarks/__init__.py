import indexer  # noqa: F401  before numpy
