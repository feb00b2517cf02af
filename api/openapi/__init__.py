"""The contract: openapi.yaml, the page that shows it, and the pages that explain each problem."""
