"""TikTok's rules about the values of campaigns, ad groups and ads; each refuses with 40002 in TikTok's words."""
