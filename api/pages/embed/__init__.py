"""Pictures inside pages of other sites: a page for `<iframe>`, and oEmbed."""
