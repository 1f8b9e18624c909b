"""LinkPath Manager: a self-hosted platform over the TikTok Marketing API."""
