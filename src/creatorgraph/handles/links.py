"""Web links as evidence: whose site it is, where a host is shared, and which links say nothing.

A link gives one or more *values*, from general to specific (`house.gov`, `tiffany.house.gov`); how many accounts carry
a value decides later whether it says anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import tldextract

from creatorgraph.handles.hubs import (
    NOTHING_HOSTS,
    PRIVATE_PARTS,
    SHARED_BY_PATH,
    SHARED_BY_SUBDOMAIN,
    SHORTENERS,
)
from creatorgraph.handles.networks import OTHER_NETWORKS, PLATFORM_OF_HOST, parse_other_network
from creatorgraph.handles.refs import SplitUrl, split_url

# `example` is reserved, so no public list has it; generated worlds keep their own sites under it.
_EXTRACT: Final = tldextract.TLDExtract(
    suffix_list_urls=(), include_psl_private_domains=True, cache_dir=None, extra_suffixes=("example",)
)
_EMPTY_SUBDOMAINS: Final = frozenset(
    {"", "www", "m", "mobile", "shop", "store", "blog", "en", "de", "fr", "es", "links", "link"}
)
_LANGUAGE_SEGMENTS: Final = frozenset(
    {"en", "de", "fr", "es", "it", "pt", "us", "uk", "home", "index.html", "index.php"}
)


@lru_cache(maxsize=50_000)
def registered_domain(host: str) -> str:
    """The part of a host that somebody registered (`shop.lena.co.uk` is `lena.co.uk`); empty for an unknown ending."""
    parts = _EXTRACT(host)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""


def link_values(url: str) -> tuple[str, ...]:
    """The values that a web link is compared by, from general to specific; none when it says nothing.

    Addresses on the four platforms are not web links (`networks.parse_account_url` reads those).
    """
    parts = split_url(url)
    return () if parts is None else split_link_values(parts)


def split_link_values(parts: SplitUrl) -> tuple[str, ...]:
    """`link_values` for a URL that is already cut."""
    if parts.host in PLATFORM_OF_HOST or parts.host in PRIVATE_PARTS:
        return ()
    network = parse_other_network(parts)
    if network is not None or parts.host in OTHER_NETWORKS:
        return () if network is None else (network.address,)
    domain = registered_domain(parts.host)
    if parts.host in SHARED_BY_PATH:
        return _on_shared_host(parts, parts.host)
    if not domain or parts.host in NOTHING_HOSTS or domain in NOTHING_HOSTS:
        return ()
    if domain in SHARED_BY_SUBDOMAIN:
        return () if parts.host == domain else (parts.host,)
    if domain in SHARED_BY_PATH:
        return _on_shared_host(parts, domain)
    return _on_own_host(parts, domain)


def _on_shared_host(parts: SplitUrl, host: str) -> tuple[str, ...]:
    """A hub, shop or shortener: the path names whom it belongs to; its root proves nothing."""
    lead, depth = SHARED_BY_PATH[host]
    path = [segment if host in SHORTENERS else segment.lower().removeprefix("@") for segment in parts.path]
    named = len(path) >= depth and (not lead or path[0] == lead)
    return (f"{host}/{'/'.join(path[:depth])}",) if named else ()


def _on_own_host(parts: SplitUrl, domain: str) -> tuple[str, ...]:
    values = [domain]
    subdomain = parts.host.removesuffix(domain).rstrip(".")
    if subdomain not in _EMPTY_SUBDOMAINS:
        values.append(parts.host)
    path = [segment.lower() for segment in parts.path]
    if path and path[0] not in _LANGUAGE_SEGMENTS:
        values.append(f"{values[-1]}/{'/'.join(path)}")
    return tuple(values)


def link_label(value: str) -> str:
    """The part of a link value that a person chose: a hub's path, a shared host's subdomain, a domain's label."""
    if ":" in value:
        return value.split(":", 1)[1]
    host, _, path = value.partition("/")
    if host in SHARED_BY_PATH:
        return "" if host in SHORTENERS else path.split("/")[-1]
    domain = registered_domain(host)
    return host.split(".")[0] if domain in SHARED_BY_SUBDOMAIN or host == domain else ""
