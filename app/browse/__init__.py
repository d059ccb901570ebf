"""Browsing the library without a question: by dates, folders, cameras and places."""
