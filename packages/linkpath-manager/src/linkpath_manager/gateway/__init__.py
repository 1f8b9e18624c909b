"""The REST door: one line of `routes` opens one operation. Knows no database and no TikTok."""

from .app import build_app, build_health_app
from .routes import ROUTES, Route
from .start import StartPage
from .surface import Surface

__all__ = ["ROUTES", "Route", "StartPage", "Surface", "build_app", "build_health_app"]
