"""What is asked: the field for long passages, the dropped photo, the question in flight."""
