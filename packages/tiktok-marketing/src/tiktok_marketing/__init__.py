"""TikTok's Marketing API v1.3: the table of what it offers, an asyncio client, a local simulator."""
