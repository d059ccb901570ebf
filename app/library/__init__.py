"""What is watched: folders, progress and the files that could not be read."""
