"""Settings, read from the environment (`LINKPATH_…`) by the command line and bootstrap only."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, its default and its unit. Documented in docs/reference/settings.md, which is made from here."""

    model_config = SettingsConfigDict(env_prefix="LINKPATH_", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default=Path("linkpath-data"), description="Folder of SQLite's database and the keys that seal tokens."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL, as `postgresql://role:password@host/name`, with a role that does not own the tables; "
        "left out, SQLite in the data directory.",
    )
    database_owner_url: SecretStr | None = Field(
        default=None, description="The same database with the role that owns the tables: `migrate` alone uses it."
    )
    database_connections: int = Field(
        default=8, ge=1, le=200, description="Connections to PostgreSQL of one process, for reads and for writes each."
    )
    keys_file: Path | None = Field(
        default=None,
        description="File of the keys that seal tokens, the same for all machines; left out, `keys.json` in the data "
        "directory.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    processes: int = Field(default=1, ge=1, le=64, description="How many processes `serve` runs on its port.")
    worker: bool = Field(
        default=True,
        description="Whether `serve` does the worker's part too; false leaves it to `linkpath-manager worker`.",
    )
    worker_processes: int = Field(default=1, ge=1, le=64, description="How many processes `worker` runs.")
    worker_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port at which `worker` answers /healthz, /readyz and /metrics; left out, it answers nowhere.",
    )
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=3_600,
        description="For how long, in seconds, `serve` goes on answering after SIGTERM while /readyz says 503: longer "
        "than it takes whatever spreads the requests to notice.",
    )
    stop_seconds: int = Field(
        default=40,
        ge=0,
        le=3_600,
        description="How long, in seconds, requests and jobs under way may take to end before they are cut off.",
    )
    public_url: AnyHttpUrl | None = Field(
        default=None,
        description="Address at which browsers reach LinkPath; TikTok sends them back there after consent.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses or networks of the proxies in front, separated by commas: what they say of where a "
        "request came from (X-Forwarded-For) is believed.",
    )
    tiktok_app_id: str = Field(default="", description="Id of your TikTok developer app.")
    tiktok_secret: SecretStr = Field(default=SecretStr(""), description="Secret of your TikTok developer app.")
    tiktok_base_url: AnyHttpUrl = Field(
        default=AnyHttpUrl("https://business-api.tiktok.com"), description="TikTok's API, or a simulator's address."
    )
    tiktok_account_consent_url: AnyHttpUrl = Field(
        default=AnyHttpUrl("https://www.tiktok.com/v2/auth/authorize"),
        description="Where the owner of a TikTok account consents, or the same page of a simulator.",
    )
    tiktok_level: Literal["basic", "advanced", "premium", "ultimate"] = Field(
        default="basic", description="The developer app's level: it sets TikTok's limits on calls."
    )
    sync_interval_seconds: float = Field(
        default=100,
        ge=1,
        description="How often, in seconds, an advertiser is looked at whose ads deliver or are in review, or where "
        "something has just changed.",
    )
    sync_asleep_seconds: float = Field(
        default=1_700,
        ge=1,
        description="How often, in seconds, an advertiser is looked at where nothing happens; in between the pauses "
        "grow.",
    )
    tiktok_hints: Literal["off", "signed", "unsigned"] = Field(
        default="off",
        description="Whether TikTok is asked to post to LINKPATH_PUBLIC_URL when something happens, so that LinkPath "
        "looks at once: `signed` takes what TikTok signs, `unsigned` also what it does not, at an address that nobody "
        "guesses.",
    )
    upstream_deadline_seconds: float = Field(
        default=30, gt=0, description="How long, in seconds, a request may wait for TikTok and its quota."
    )
    max_body_bytes: int = Field(default=1_048_576, ge=1024, description="The largest request body taken, in bytes.")
    redis_url: SecretStr | None = Field(
        default=None,
        description="Address of a Redis, redis[s]://[user:password@]host:port/database, through which processes keep "
        "the limits on callers together; left out, each of `processes` keeps its share of them.",
    )
    limit_standard: int = Field(default=1_000, ge=1, description="Requests that an account may make in a minute.")
    limit_reporting: int = Field(default=100, ge=1, description="Reports that an account may ask for in a minute.")
    limit_uploads: int = Field(default=50, ge=1, description="Files that an account may upload in a minute.")
    limit_burst: int = Field(
        default=200, ge=1, description="Requests of all kinds together that an account may make in 10 seconds."
    )
    limit_strangers: int = Field(
        default=300,
        ge=1,
        description="Requests without a valid token that one address may make in a minute: so many that hardly a "
        "program reaches them by mistake, and that no token is guessed with them.",
    )
    token_prefix: Literal["lp_live_", "lp_test_"] = Field(
        default="lp_live_", description="Prefix of new API keys; the demo uses lp_test_."
    )
    oauth_registration: bool = Field(
        default=True, description="Whether OAuth clients may register themselves (RFC 7591)."
    )
    oauth_registrations_per_hour: int = Field(
        default=20, ge=1, description="How many OAuth clients may register from one network address in an hour."
    )
    private_networks: str = Field(
        default="",
        description="Networks that are not public and may be called all the same where somebody else names the "
        "address, such as an OAuth client's document: `10.1.0.0/16`, several separated by commas.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token that reads `/metrics`; left out, only programs on the same computer may.",
    )
    metrics_dir: Path | None = Field(
        default=None,
        description="Folder in which the processes of one computer keep what they count; left out, `metrics` in the "
        "data directory.",
    )
    webhook_loopback: bool = Field(
        default=False,
        description="Whether webhooks may be posted to this computer, over http too: to try LinkPath out, as "
        "the demo does.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )
    log_format: Literal["json", "console"] = Field(default="json", description="json for machines, console for people.")

    @field_validator("private_networks")
    @classmethod
    def _networks(cls, text: str) -> str:
        _parsed(text)
        return text

    @property
    def allowed_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Those of `private_networks`."""
        return _parsed(self.private_networks)

    @property
    def database_path(self) -> Path:
        return self.data_dir / "linkpath.sqlite3"

    @property
    def database_role(self) -> str:
        """The role of `database_url`."""
        assert self.database_url is not None  # noqa: S101  # asked for with PostgreSQL alone
        return unquote(urlsplit(self.database_url.get_secret_value()).username or "")

    @property
    def figures_dir(self) -> Path:
        return self.metrics_dir or self.data_dir / "metrics"

    @property
    def keys_path(self) -> Path:
        return self.keys_file or self.data_dir / "keys.json"


def _parsed(networks: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text.strip()) for text in networks.split(",") if text.strip())
