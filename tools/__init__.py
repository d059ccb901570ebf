"""What the Makefile calls: set-up, the lock file, the sample library, the demo."""
