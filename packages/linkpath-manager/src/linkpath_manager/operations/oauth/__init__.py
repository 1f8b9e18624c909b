"""LinkPath's own OAuth 2.1 authorisation server: what its endpoints do, but for HTTP."""
