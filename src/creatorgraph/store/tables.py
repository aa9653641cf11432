"""The app database: what people said and what identities became. Durable; the warehouse is not.

Every row of a person's or program's belongs to an organization. Instants are UTC. Account keys are `ids.account_key`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

DEFAULT_ORGANIZATION: Final = "default"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

organization = Table(
    "organization",
    metadata,
    Column("organization_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", DateTime(timezone=False), nullable=False),
)

tracked_account = Table(
    "tracked_account",
    metadata,
    Column("tracked_id", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("platform", String(32), nullable=False),
    Column("kind", String(16), nullable=False, default="account", server_default="account"),
    Column("handle", Text, comment="as last asked for, or a hashtag, words, an address; an attribute, never a key"),
    Column("native_id", Text, comment="once known, the only thing that is asked for"),
    Column("group_name", Text),
    Column("authorised", Boolean, nullable=False, default=False, comment="read with the creator's own grant"),
    Column("tier", Integer, nullable=False, default=2, server_default="2", comment="1: posts are read every hour"),
    Column("interval_hours", Float, comment="between two readings of the posts, instead of the installation's"),
    Column(
        "campaign", Boolean, nullable=False, default=False, server_default="0", comment="new posts are polled early"
    ),
    Column("state", String(16), nullable=False, default="active"),
    Column("backfilled_at", DateTime(timezone=False), comment="when the posts of before tracking were all read"),
    Column("created_at", DateTime(timezone=False), nullable=False),
    Column("changed_at", DateTime(timezone=False), nullable=False),
    CheckConstraint("state in ('active', 'paused', 'untracked')", name="state"),
    CheckConstraint("handle is not null or native_id is not null", name="named"),
    CheckConstraint("kind in ('account', 'post', 'hashtag', 'keyword', 'sound', 'url')", name="kind"),
    UniqueConstraint("organization_id", "platform", "kind", "native_id", "authorised"),
)

pause = Table(
    "pause",
    metadata,
    Column("lane", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("paused_at", DateTime(timezone=False), nullable=False),
)

creator = Table(
    "creator",
    metadata,
    Column("creator_ref", String(36), primary_key=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("creator_id", String(36), nullable=False, comment="the identity it points at; redirects are followed"),
    Column("name", Text, nullable=False),
    Column("details", JSON, nullable=False, default=dict),
    Column("created_at", DateTime(timezone=False), nullable=False),
    Column("changed_at", DateTime(timezone=False), nullable=False),
    UniqueConstraint("organization_id", "creator_id"),
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String(16), nullable=False),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("account_key_a", String(36), nullable=False),
    Column("account_key_b", String(36), nullable=False),
    Column("undoes", Integer, ForeignKey("decision.decision_id")),
    Column("reviewer", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("source", String(32), nullable=False, comment="review, creator, import, api"),
    Column("decided_at", DateTime(timezone=False), nullable=False),
    CheckConstraint("scope in ('installation', 'organization')", name="scope"),
    CheckConstraint("verdict in ('same', 'different', 'undo')", name="verdict"),
    CheckConstraint("account_key_a < account_key_b", name="ordered"),
)

label = Table(
    "label",
    metadata,
    Column("label_id", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_key", String(36), nullable=False, comment="creator id, account key or post key"),
    Column("kind", String(16), nullable=False),
    Column("label", String(64), nullable=False),
    Column("undoes", Integer, ForeignKey("label.label_id")),
    Column("labelled_by", Text, nullable=False),
    Column("labelled_at", DateTime(timezone=False), nullable=False),
    CheckConstraint("subject in ('creator', 'account', 'post')", name="subject"),
    CheckConstraint("kind in ('niche', 'format')", name="kind"),
)

identity_event = Table(
    "identity_event",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("creator_id", String(36), comment="whom it happened to; null for an alias"),
    Column("other_id", String(36), comment="merge: the id it now redirects to; split: the id it left"),
    Column("account_key", String(36)),
    Column("other_account_key", String(36), comment="alias: the native key that a provisional key became"),
    Column("integer_id", BigInteger, unique=True, comment="minted once, below 2^53"),
    Column("reason", Text, nullable=False, default=""),
    Column("happened_at", DateTime(timezone=False), nullable=False),
    CheckConstraint("kind in ('mint', 'merge', 'split', 'move', 'alias')", name="kind"),
)

latest = Table(
    "latest",
    metadata,
    Column("account_key", String(36), primary_key=True),
    Column("visibility", String(80), primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("native_id", Text),
    Column("handle", Text),
    Column("display_name", Text),
    Column("follower_count", BigInteger),
    Column("observed_at", DateTime(timezone=False), nullable=False),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("subject_key", String(200), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("buried_at", DateTime(timezone=False), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("event_id", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("happened_at", DateTime(timezone=False), nullable=False),
    Column("delivered_at", DateTime(timezone=False)),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("verb", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("happened_at", DateTime(timezone=False), nullable=False),
)

invite = Table(
    "invite",
    metadata,
    Column("invite_id", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True, comment="the link itself is nowhere"),
    Column("label", Text, nullable=False, default="", comment="whom it was meant for, in the organization's words"),
    Column("asked", JSON, nullable=False, comment="provider -> the scopes asked for"),
    Column("created_at", DateTime(timezone=False), nullable=False),
    Column("expires_at", DateTime(timezone=False), nullable=False),
    Column("used_at", DateTime(timezone=False), comment="when everything asked for was granted"),
    Column("revoked_at", DateTime(timezone=False)),
)

consent = Table(
    "consent",
    metadata,
    Column("state_hash", String(64), primary_key=True, comment="a creator on the way to the provider and back, once"),
    Column("invite_id", ForeignKey("invite.invite_id"), nullable=False),
    Column("provider", String(32), nullable=False),
    Column("browser_hash", String(64), nullable=False, comment="the cookie of the browser that left"),
    Column("verifier", Text, nullable=False, default="", comment="sealed; empty without PKCE"),
    Column("expires_at", DateTime(timezone=False), nullable=False),
    Column("used_at", DateTime(timezone=False)),
)

creator_grant = Table(
    "creator_grant",
    metadata,
    Column("grant_id", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", ForeignKey("organization.organization_id"), nullable=False),
    Column("provider", String(32), nullable=False),
    Column("open_id", Text, nullable=False),
    Column("union_id", Text),
    Column("username", Text, comment="as it was when the creator connected"),
    Column("native_id", Text, comment="the platform's own id of that username, where one was known then"),
    Column("mapped_at", DateTime(timezone=False), comment="when username and native id were put together"),
    Column("invite_id", ForeignKey("invite.invite_id")),
    Column("scopes", JSON, nullable=False, comment="those granted, perhaps fewer than asked"),
    Column("access_token", Text, nullable=False, comment="sealed; empty once revoked"),
    Column("refresh_token", Text, nullable=False, comment="sealed; empty once revoked"),
    Column("expires_at", DateTime(timezone=False), nullable=False),
    Column("refresh_expires_at", DateTime(timezone=False), nullable=False),
    Column("refresh_began_at", DateTime(timezone=False), comment="set while a refresh is under way"),
    Column("revoke_hash", String(64), nullable=False, unique=True, comment="of the creator's own revoke link"),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("connected_at", DateTime(timezone=False), nullable=False),
    Column("changed_at", DateTime(timezone=False), nullable=False),
    CheckConstraint("state in ('active', 'needs_reconnect', 'revoked')", name="state"),
    UniqueConstraint("organization_id", "provider", "open_id"),
)

erasure = Table(
    "erasure",
    metadata,
    Column("erasure_id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("receipt", JSON, nullable=False, comment="what was searched and rewritten; it names nobody"),
    Column("happened_at", DateTime(timezone=False), nullable=False),
    CheckConstraint("kind in ('erase', 'forget', 'restore')", name="kind"),
)
