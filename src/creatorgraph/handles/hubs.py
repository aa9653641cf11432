"""Tables of hosts that many people share: link hubs, shops, publishing, shorteners, and hosts that say nothing."""

from __future__ import annotations

from typing import Final

# Link hubs: one page per person at /<name>. The root is the hub's own and proves nothing.
HUB_HOSTS: Final = frozenset(
    {
        "linktr.ee", "beacons.ai", "beacons.page", "lnk.bio", "bio.link", "campsite.bio", "linkin.bio",
        "allmylinks.com", "solo.to", "stan.store", "msha.ke", "hoo.be", "snipfeed.co", "linkpop.com", "many.link",
        "tap.bio", "withkoji.com", "koji.to", "bio.site", "direct.me", "lnk.to", "ffm.bio", "linkfire.com",
        "liinks.co", "carrd.io", "flow.page", "flowcode.com", "linkr.bio", "taplink.cc", "taplink.ws", "heylink.me",
        "instabio.cc", "milkshake.app", "pillar.io", "jemi.so", "komi.io", "contactin.bio", "biolinky.co", "about.me",
        "znap.link", "link.me", "linktree.com", "linkbio.co", "url.bio", "manylink.co", "wlo.link", "pop.store",
        "everlink.tools", "compte.link", "lit.link", "potofu.me", "profcard.info", "littly.me", "litt.ly",
        "linkby.tw", "portaly.cc", "hihello.me", "later.com", "shor.by", "contra.com", "lu.ma",
    }
)  # fmt: skip
# Shops, publishing, music, money: the word that must lead the path, and how many segments name whose page it is.
_PATH_SHARED: Final = {
    "etsy.com": ("shop", 2), "amazon.com": ("shop", 2), "amazon.de": ("shop", 2), "amazon.co.uk": ("shop", 2),
    "depop.com": ("", 1), "vinted.com": ("member", 2), "poshmark.com": ("closet", 2), "redbubble.com": ("people", 2),
    "society6.com": ("", 1), "teepublic.com": ("user", 2), "shopltk.com": ("explore", 2), "medium.com": ("", 1),
    "buymeacoffee.com": ("", 1), "gofundme.com": ("f", 2), "cameo.com": ("", 1), "onlyfans.com": ("", 1),
    "fansly.com": ("", 1), "throne.com": ("", 1), "paypal.me": ("", 1), "cash.app": ("", 1), "venmo.com": ("", 1),
    "behance.net": ("", 1), "dribbble.com": ("", 1), "vimeo.com": ("", 1), "dailymotion.com": ("", 1),
    "mixcloud.com": ("", 1), "audiomack.com": ("", 1), "imdb.com": ("name", 2), "sites.google.com": ("view", 2),
    "actblue.com": ("donate", 2), "secure.actblue.com": ("donate", 2), "secure.winred.com": ("", 1),
    "eventbrite.com": ("o", 2), "songkick.com": ("artists", 2), "bandsintown.com": ("a", 2),
    "chess.com": ("member", 2), "strava.com": ("athletes", 2), "letterboxd.com": ("", 1),
}  # fmt: skip
# A short link says nothing about its owner's name, but the same short link on two accounts is the same link.
SHORTENERS: Final = frozenset(
    {
        "bit.ly", "tinyurl.com", "smarturl.it", "goo.gl", "ow.ly", "buff.ly", "rb.gy", "cutt.ly", "shorturl.at",
        "is.gd", "t.ly", "orcd.co", "fanlink.to", "found.ee", "hyperurl.co", "ffm.to", "ditto.fm", "amzn.to",
        "amzn.com", "spoti.fi", "apple.co", "discord.gg", "smart.link", "onelink.to", "hypeddit.com", "snd.click",
        "push.fm",
    }
)  # fmt: skip
SHARED_BY_PATH: Final[dict[str, tuple[str, int]]] = {
    **dict.fromkeys(HUB_HOSTS | SHORTENERS, ("", 1)),
    **_PATH_SHARED,
}
# One site per subdomain, where the public suffix list does not already say so.
SHARED_BY_SUBDOMAIN: Final = frozenset(
    {
        "wordpress.com", "substack.com", "bigcartel.com", "tumblr.com", "bandcamp.com", "gumroad.com", "itch.io",
        "wixsite.com", "weebly.com", "squarespace.com", "webflow.io", "carrd.co", "komi.io", "myspace.com",
        "livejournal.com", "typepad.com", "beehiiv.com", "ghost.io", "threadless.com", "teemill.com",
        "creator-spring.com", "spreadshirt.com", "spreadshop.com", "fourthwall.com", "podbean.com", "libsyn.com",
        "buzzsprout.com", "house.gov", "senate.gov", "mailchimpsites.com", "ck.page", "kajabi.com", "teachable.com",
        "thinkific.com", "podia.com", "squareup.com", "square.site", "deviantart.com",
    }
)  # fmt: skip
# Search engines, app stores, mail, and the like: a link there is nobody's address.
NOTHING_HOSTS: Final = frozenset(
    {
        "google.com", "docs.google.com", "forms.gle", "maps.google.com", "drive.google.com", "apps.apple.com",
        "itunes.apple.com", "play.google.com", "amazon.com", "wikipedia.org", "gmail.com", "outlook.com",
        "hotmail.com", "yahoo.com", "icloud.com", "web.de", "gmx.de", "gmx.net", "protonmail.com", "proton.me",
        "aol.com", "live.com", "mail.ru", "yandex.ru", "example.com", "localhost", "me.com", "mac.com", "msn.com",
        "googlemail.com", "ymail.com", "qq.com", "163.com", "t-online.de", "orange.fr", "free.fr", "laposte.net",
        "libero.it", "naver.com", "hotmail.co.uk", "hotmail.fr", "hotmail.es", "yahoo.fr", "yahoo.co.uk", "yahoo.de",
        "yahoo.es", "yahoo.com.br", "uol.com.br", "bol.com.br", "comcast.net", "verizon.net", "btinternet.com",
        "zoho.com", "duck.com",
    }
)  # fmt: skip
# A phone number in a URL: never evidence.
PRIVATE_PARTS: Final = frozenset({"wa.me", "api.whatsapp.com", "whatsapp.com", "chat.whatsapp.com", "signal.me", "tel"})
