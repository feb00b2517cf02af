"""What the pages of a session share: routes, forms, and the API requests that a page makes for its user."""
