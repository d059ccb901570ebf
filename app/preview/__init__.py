"""One hit, seen large, with the passage that earned it marked."""
