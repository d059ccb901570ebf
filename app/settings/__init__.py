"""What a person chooses: each setting declared once, kept where it belongs, and shown."""
