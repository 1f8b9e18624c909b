"""What the simulated TikTok does at each endpoint; importing the package registers all of it."""

from . import ad, adgroup, advertiser, business_center, campaign, oauth, report

__all__ = ["ad", "adgroup", "advertiser", "business_center", "campaign", "oauth", "report"]
