"""The map of meaning: the library's photos and pages, like beside like."""
