"""What was found: photos as a grid and pages as a list, with their thumbnails."""
