"""Parts of the settings with rules of their own."""
