"""Lists trackers: query parameters that say how a reader came to a page, not which page it is."""

from types import MappingProxyType
from typing import Final

TRACKERS: Final = MappingProxyType(
    {
        "fbclid": "Facebook click",
        "gclid": "Google Ads click",
        "gclsrc": "Google Ads click",
        "dclid": "Google Display click",
        "gbraid": "Google Ads click, iOS",
        "wbraid": "Google Ads click, iOS",
        "_ga": "Google Analytics, across hosts",
        "_gl": "Google Analytics, across hosts",
        "msclkid": "Microsoft Ads click",
        "yclid": "Yandex click",
        "twclid": "X click",
        "ttclid": "TikTok click",
        "igshid": "Instagram share",
        "igsh": "Instagram share",
        "li_fat_id": "LinkedIn click",
        "mc_cid": "Mailchimp campaign",
        "mc_eid": "Mailchimp reader",
        "mkt_tok": "Marketo reader",
        "_hsenc": "HubSpot reader",
        "_hsmi": "HubSpot mailing",
        "oly_anon_id": "Omeda reader",
        "oly_enc_id": "Omeda reader",
        "vero_id": "Vero reader",
        "spmailingid": "Acoustic mailing",
        "spuserid": "Acoustic reader",
        "spjobid": "Acoustic mailing",
        "spreportid": "Acoustic mailing",
        "oref": "GovExec: the page the reader came from",
        "cmpid": "campaign",
        "cmp": "campaign",
        "icid": "internal campaign",
        "ncid": "newsletter campaign",
        "s_cid": "Adobe campaign",
        "ref_src": "X embed",
        "ref_url": "X embed",
        "__twitter_impression": "X preview",
        "share": "Jetpack share button",
        "nb": "Jetpack share button",
        "replytocom": "WordPress: a comment to answer",
        "noamp": "WordPress: the page a reader of the AMP form went back to",
    }
)
"""Query parameters (lower case) that say how a reader came, with what each is. They never change the article."""

TRACKER_PREFIXES: Final = MappingProxyType(
    {
        "utm_": "Urchin, Google Analytics campaign",
        "pk_": "Matomo campaign",
        "mtm_": "Matomo campaign",
        "at_": "Piano campaign",
        "hsa_": "HubSpot Ads",
        "__hs": "HubSpot",
    }
)
"""Prefixes of such parameters."""

_PREFIXES = tuple(TRACKER_PREFIXES)


def is_tracker(name: str) -> bool:
    """Whether a query parameter of this name, in lower case, is a tracker."""
    return name in TRACKERS or name.startswith(_PREFIXES)
