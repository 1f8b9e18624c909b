"""What events are called where ads are optimised for them.

The pairs are inferred from both lists of names (§9.7 and the enum `optimization_event`).
"""

from __future__ import annotations

from .event_records import MobileApp, Pixel

OF_WEBSITES = {
    "AddPaymentInfo": "ADD_BILLING",
    "AddToCart": "ON_WEB_CART",
    "AddToWishlist": "ON_WEB_ADD_TO_WISHLIST",
    "ClickButton": "BUTTON",
    "CompletePayment": "SHOPPING",
    "CompleteRegistration": "ON_WEB_REGISTER",
    "Contact": "CONSULT",
    "Download": "DOWNLOAD_START",
    "InitiateCheckout": "INITIATE_ORDER",
    "Lead": "FORM",
    "PlaceAnOrder": "ON_WEB_ORDER",
    "Purchase": "SHOPPING",
    "Search": "ON_WEB_SEARCH",
    "SubmitForm": "FORM",
    "Subscribe": "ON_WEB_SUBSCRIBE",
    "ViewContent": "ON_WEB_DETAIL",
}
OF_APPS = {
    "AchieveLevel": "UPDATE_LEVEL",
    "AddToCart": "IN_APP_CART",
    "AddToWishlist": "ADD_TO_WISHLIST",
    "CompleteTutorial": "COMPLETE_TUTORIAL",
    "CreateGroup": "CREATE_GROUP",
    "CreateRole": "CREATE_GAMEROLE",
    "GenerateLead": "SALES_LEAD",
    "InAppADClick": "IN_APP_AD_CLICK",
    "InAppADImpr": "IN_APP_AD_IMPR",
    "JoinGroup": "JOIN_GROUP",
    "LaunchAPP": "LAUNCH_APP",
    "Login": "LOGIN",
    "Purchase": "ACTIVE_PAY",
    "Rate": "RATE",
    "Registration": "ACTIVE_REGISTER",
    "Search": "SEARCH",
    "SpendCredits": "SPEND_CREDITS",
    "UnlockAchievement": "UNLOCK_ACHIEVEMENT",
    "ViewContent": "IN_APP_DETAIL_UV",
}


def names_of(source: Pixel | MobileApp) -> dict[str, str]:
    """Event → what it is called, for events of such a source."""
    return OF_APPS if isinstance(source, MobileApp) else OF_WEBSITES
