"""A caller is who asks: the public, or the principal of a key with its scopes and institution."""
