"""The program as a guest of the desktop: one window a library, tray, files that name it."""
