"""Files the program ships: icons, style sheets, the starter model."""
