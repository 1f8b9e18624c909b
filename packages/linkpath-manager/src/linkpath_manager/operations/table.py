"""THE SECOND TABLE: everything LinkPath can do, by name."""

from typing import Any

from . import accounts, adgroups, ads, advertisers, campaigns, changes, connections, consent, me, policies, reports
from .operation import Operation

_ROWS: tuple[Operation[Any, Any], ...] = (
    me.GET_ME,
    connections.LIST_CONNECTIONS,
    connections.GET_CONNECTION,
    consent.START_CONNECTION,
    consent.COMPLETE_CONNECTION,
    connections.TEST_CONNECTION,
    connections.REVOKE_CONNECTION,
    connections.TELL_REVOKED,
    advertisers.LIST_ADVERTISERS,
    advertisers.GET_ADVERTISER,
    advertisers.SELECT_ADVERTISER,
    accounts.SYNC_ACCOUNT,
    campaigns.LIST_CAMPAIGNS,
    campaigns.GET_CAMPAIGN,
    campaigns.CREATE_CAMPAIGN,
    campaigns.UPDATE_CAMPAIGN,
    campaigns.DELETE_CAMPAIGN,
    adgroups.LIST_ADGROUPS,
    adgroups.GET_ADGROUP,
    adgroups.CREATE_ADGROUP,
    adgroups.UPDATE_ADGROUP,
    adgroups.DELETE_ADGROUP,
    ads.LIST_ADS,
    ads.GET_AD,
    ads.CREATE_AD,
    ads.UPDATE_AD,
    ads.DELETE_AD,
    reports.GET_REPORT,
    changes.LIST_CHANGES,
    changes.GET_CHANGE,
    changes.PROPOSE_CHANGE,
    changes.APPROVE_CHANGE,
    changes.REJECT_CHANGE,
    changes.CANCEL_CHANGE,
    changes.UNDO_CHANGE,
    policies.GET_POLICY,
    policies.SET_POLICY,
    policies.STOP,
    policies.RESUME,
    policies.OPEN,
)

OPERATIONS: dict[str, Operation[Any, Any]] = {row.name: row for row in _ROWS}
