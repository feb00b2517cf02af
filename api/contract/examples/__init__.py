"""Examples of the contract: what may be asked, and what the service would answer."""
