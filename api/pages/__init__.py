"""Pages for people: programs, their story in one picture, and the sources, rendered by the server in two languages."""
