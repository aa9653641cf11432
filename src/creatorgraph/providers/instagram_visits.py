"""What may be asked of the Instagram Graph API, how fast, and under which rules; nothing here sends or reads."""

from __future__ import annotations

from typing import Final

from creatorgraph.providers.contract import Cadence, Facts, Kind, Limits, Rules, Surface, Visit

DISCOVERY: Final = "business_discovery"
OWN_ACCOUNT: Final = "own_account"
OWN_MEDIA: Final = "own_media"
OWN_STORIES: Final = "own_stories"
MEDIA_INSIGHTS: Final = "media_insights"
ACCOUNT_INSIGHTS: Final = "account_insights"
HASHTAG_SEARCH: Final = "hashtag_search"
HASHTAG_RECENT: Final = "hashtag_recent_media"
HASHTAG_TOP: Final = "hashtag_top_media"
RECENT_SEARCHES: Final = "recently_searched_hashtags"

SEARCHES: Final = "hashtags"
HASHTAG_PAGES: Final = "hashtag_media"
WEEK_SECONDS: Final = 604_800.0
HASHTAGS_A_WEEK: Final = 30
STORY_HOURS: Final = 24.0

DISCOVERY_VISIT: Final = Visit(name=DISCOVERY, cadences=(Cadence.PROFILE, Cadence.POSTS), needs_handle=True, pages=True)
OWN_ACCOUNT_VISIT: Final = Visit(name=OWN_ACCOUNT, cadences=(Cadence.PROFILE,), authorised=True)
OWN_MEDIA_VISIT: Final = Visit(
    name=OWN_MEDIA,
    cadences=(Cadence.POSTS,),
    needs_native_id=True,
    authorised=True,
    pages=True,
    follows_posts=True,
)
OWN_STORIES_VISIT: Final = Visit(
    name=OWN_STORIES,
    cadences=(Cadence.STORIES,),
    needs_native_id=True,
    authorised=True,
    pages=True,
    follows_posts=True,
)
MEDIA_INSIGHTS_VISIT: Final = Visit(
    name=MEDIA_INSIGHTS, cadences=(Cadence.INSIGHTS,), kind=Kind.POST, needs_native_id=True, authorised=True
)
# What a story shows is gone with it, and it has metrics of its own.
STORY_INSIGHTS_VISIT: Final = Visit(
    name="story_insights",
    cadences=(Cadence.STORIES,),
    kind=Kind.POST,
    needs_native_id=True,
    authorised=True,
    found_by=OWN_STORIES,
    lasts_hours=STORY_HOURS,
)
REEL_INSIGHTS_VISIT: Final = Visit(
    name="reel_insights",
    cadences=(Cadence.INSIGHTS,),
    kind=Kind.POST,
    needs_native_id=True,
    authorised=True,
    extra=True,
)
ACCOUNT_INSIGHTS_VISIT: Final = Visit(
    name=ACCOUNT_INSIGHTS, cadences=(Cadence.INSIGHTS,), needs_native_id=True, authorised=True
)
AUDIENCE_BREAKDOWNS: Final = ("country", "age", "gender", "city")
AUDIENCE_VISITS: Final = tuple(
    Visit(name=f"audience_{breakdown}", cadences=(Cadence.FOLLOWERS,), needs_native_id=True, authorised=True)
    for breakdown in AUDIENCE_BREAKDOWNS
)
# Asked once; only a tag that nobody uses is asked for again, and seldom, as every new tag counts against the thirty.
HASHTAG_VISIT: Final = Visit(
    name="hashtag",
    cadences=(Cadence.EXTRAS,),
    kind=Kind.HASHTAG,
    needs_handle=True,
    until_native_id=True,
    family=SEARCHES,
)
HASHTAG_POSTS_VISIT: Final = Visit(
    name="hashtag_posts",
    cadences=(Cadence.WATCHLIST,),
    kind=Kind.HASHTAG,
    needs_native_id=True,
    pages=True,
    family=HASHTAG_PAGES,
)
HASHTAG_TOP_VISIT: Final = Visit(
    name="hashtag_top",
    cadences=(Cadence.EXTRAS,),
    kind=Kind.HASHTAG,
    needs_native_id=True,
    pages=True,
    family=HASHTAG_PAGES,
    extra=True,
)
VISITS: Final = (
    DISCOVERY_VISIT,
    OWN_ACCOUNT_VISIT,
    OWN_MEDIA_VISIT,
    OWN_STORIES_VISIT,
    MEDIA_INSIGHTS_VISIT,
    STORY_INSIGHTS_VISIT,
    REEL_INSIGHTS_VISIT,
    ACCOUNT_INSIGHTS_VISIT,
    *AUDIENCE_VISITS,
    HASHTAG_VISIT,
    HASHTAG_POSTS_VISIT,
    HASHTAG_TOP_VISIT,
)

UNSUPPORTED: Final = {
    Kind.POST: "Meta's API reads no single post of somebody else by its id or address; track the account that posted "
    "it, and the post comes with it.",
    Kind.KEYWORD: "Meta's API searches hashtags only, not words; track the hashtag.",
    Kind.SOUND: "Meta's API does not say which sound a reel uses, and lists none by sound.",
    Kind.URL: "Meta's API does not find posts by the address that they link to.",
}
SURFACES: Final = (
    Surface("Graph API, business_discovery", True, "the documented way to other professional accounts"),
    Surface("Graph API, own media, stories and insights", True, "with the account holder's own grant"),
    Surface("Graph API, hashtag search", True, "needs the feature Instagram Public Content Access; no author is told"),
    Surface("Instagram Basic Display API", False, "shut down; personal accounts have no official way any more"),
    Surface("oEmbed", False, "made for showing a post in a page; it carries no counters"),
    Surface("web pages and the app's private interfaces", False, "the terms forbid automated collection from them"),
    Surface("Graph API, comments and messages of own media", False, "about people who did not ask to be measured"),
)
RULES: Final = Rules(
    operator="Meta",
    third_party=False,
    terms="https://developers.facebook.com/terms",
    raw_days=183,
    observation_days=None,
    deletion_hours=48,
    # Meta Platform Terms: copies of what is missing from a full walk, or of an account that turned unknown, are purged.
    mirrors_deletions=True,
    contract="Whoever runs the Meta app has accepted the Meta Platform Terms. An account's own data is read on the "
    "grant that its holder gave to that app, for one organization.",
    uses=(
        "Measuring and comparing public professional accounts for the business that runs the app.",
        "What a connected account shows (insights, stories, demographics) is for its organization alone.",
        "Not to be sold, not for deciding on credit, housing, employment or insurance, not for surveillance.",
        "Hashtag results name no author: counted as volume, never tied to a person.",
    ),
    notes=(
        "Only professional accounts answer; a personal account and an unknown name look the same.",
        "200 calls a user and hour is a planning figure; the usage headers decide.",
        "30 different hashtags an account in any 7 days, counted whenever one is searched or read.",
        "Deletions have to be mirrored: an account that turned unknown loses its copies.",
        "Addresses of pictures and videos expire; they are no identity.",
    ),
    surfaces=SURFACES,
)
FACTS: Final = Facts(
    title="Instagram Graph API (Meta)",
    base_url="https://graph.facebook.com",
    version="v25.0",
    unit="call",
    price=None,
    limits=Limits(requests=200, window_seconds=3600.0, burst=10),
    families={
        SEARCHES: Limits(requests=HASHTAGS_A_WEEK, window_seconds=WEEK_SECONDS, burst=10),
        HASHTAG_PAGES: Limits(requests=200, window_seconds=3600.0, burst=10),
    },
    unsupported=UNSUPPORTED,
    credentials=("access_token", "ig_user_id"),
    rules=RULES,
)
