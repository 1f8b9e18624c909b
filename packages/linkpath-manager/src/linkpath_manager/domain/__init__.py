"""LinkPath's nouns as frozen values. Nothing here reads or writes anything."""
