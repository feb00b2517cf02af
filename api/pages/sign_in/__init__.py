"""The pages to sign in with an API key, and to sign out."""
