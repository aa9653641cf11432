"""Text and URLs into identities: pure, one file per platform. What other stations need is listed here."""

from creatorgraph.handles.bio import ProfileEvidence, SocialAddress, find_social_addresses, redact
from creatorgraph.handles.links import link_label, link_values
from creatorgraph.handles.networks import parse_account, parse_account_url
from creatorgraph.handles.normalise import (
    branch_of,
    fold,
    handle_core,
    handle_key,
    handle_shape,
    name_key,
    name_tokens,
    skeleton,
)
from creatorgraph.handles.ownership import is_about_somebody
from creatorgraph.handles.refs import AccountRef

__all__ = [
    "AccountRef",
    "ProfileEvidence",
    "SocialAddress",
    "branch_of",
    "find_social_addresses",
    "fold",
    "handle_core",
    "handle_key",
    "handle_shape",
    "is_about_somebody",
    "link_label",
    "link_values",
    "name_key",
    "name_tokens",
    "parse_account",
    "parse_account_url",
    "redact",
    "skeleton",
]
