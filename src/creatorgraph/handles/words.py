"""Tables of words: how people name platforms, whom they are not, and what they hang on a handle.

Data only. Words are folded (`normalise.fold`): lower case, no accents. A longer spelling stands beside a shorter one;
whoever compiles them sorts by length.
"""

from __future__ import annotations

from typing import Final

from creatorgraph.types import Platform

# Words that, followed by a handle, name a platform. `CLEAR` words need no punctuation after them, `SHORT` ones do,
# because they are also words or abbreviations of something else.
CLEAR_PLATFORM_WORDS: Final[dict[str, str]] = {
    "instagram": Platform.INSTAGRAM,
    "instagramm": Platform.INSTAGRAM,
    "insta": Platform.INSTAGRAM,
    "инстаграм": Platform.INSTAGRAM,
    "инста": Platform.INSTAGRAM,
    "インスタグラム": Platform.INSTAGRAM,
    "インスタ": Platform.INSTAGRAM,
    "인스타그램": Platform.INSTAGRAM,
    "인스타": Platform.INSTAGRAM,
    "انستغرام": Platform.INSTAGRAM,
    "انستقرام": Platform.INSTAGRAM,
    "انستا": Platform.INSTAGRAM,
    "انستجرام": Platform.INSTAGRAM,
    "इंस्टाग्राम": Platform.INSTAGRAM,
    "इंस्टा": Platform.INSTAGRAM,
    "threads": Platform.INSTAGRAM,
    "tiktok": Platform.TIKTOK,
    "tik tok": Platform.TIKTOK,
    "tik-tok": Platform.TIKTOK,
    "тикток": Platform.TIKTOK,
    "тик ток": Platform.TIKTOK,
    "ティックトック": Platform.TIKTOK,
    "틱톡": Platform.TIKTOK,
    "تيك توك": Platform.TIKTOK,
    "टिकटॉक": Platform.TIKTOK,
    "抖音": Platform.TIKTOK,
    "twitter": Platform.X,
    "твиттер": Platform.X,
    "ツイッター": Platform.X,
    "트위터": Platform.X,
    "تويتر": Platform.X,
    "ट्विटर": Platform.X,
    "youtube": Platform.YOUTUBE,
    "you tube": Platform.YOUTUBE,
    "ютуб": Platform.YOUTUBE,
    "ютьюб": Platform.YOUTUBE,
    "ユーチューブ": Platform.YOUTUBE,
    "유튜브": Platform.YOUTUBE,
    "يوتيوب": Platform.YOUTUBE,
    "यूट्यूब": Platform.YOUTUBE,
    "facebook": "facebook",
    "snapchat": "snapchat",
    "twitch": "twitch",
    "telegram": "telegram",
    "pinterest": "pinterest",
    "reddit": "reddit",
    "linkedin": "linkedin",
    "soundcloud": "soundcloud",
    "spotify": "spotify",
    "patreon": "patreon",
    "discord": "discord",
    "bluesky": "bluesky",
}
SHORT_PLATFORM_WORDS: Final[dict[str, str]] = {
    "ig": Platform.INSTAGRAM,
    "inst": Platform.INSTAGRAM,
    "gram": Platform.INSTAGRAM,
    "инст": Platform.INSTAGRAM,
    "tt": Platform.TIKTOK,
    "tk": Platform.TIKTOK,
    "tok": Platform.TIKTOK,
    "x": Platform.X,
    "tw": Platform.X,
    "twt": Platform.X,
    "twtr": Platform.X,
    "𝕏": Platform.X,
    "yt": Platform.YOUTUBE,
    "ytb": Platform.YOUTUBE,
    "tube": Platform.YOUTUBE,
    "fb": "facebook",
    "sc": "snapchat",
    "snap": "snapchat",
    "ttv": "twitch",
    "tg": "telegram",
    "bsky": "bluesky",
}
EVERYWHERE: Final = (
    "everywhere", "all platforms", "all socials", "all social media", "every platform", "anywhere else", "uberall",
    "partout", "en todas partes", "em todo lugar",
)  # fmt: skip

# Words that make an address somebody else's, standing anywhere before it in the same piece of bio: who books, manages,
# represents, sponsors or makes, and who is no relation at all.
OTHERS_WORDS: Final = (
    "agency", "agence", "agencia", "agenzia", "agentur", "ajans", "агентство", "agent", "assistant", "assessoria",
    "book via", "booked by", "booking", "bookings", "client", "clients", "collab", "contato", "contrataciones",
    "contratacoes", "credit", "credits", "edited by", "edits by", "fan", "fans", "formerly of", "founded", "gerado por",
    "geree par", "gere par", "inspired by", "kerjasama", "label", "manager", "managers", "managed", "management",
    "manajemen", "manejo", "mgmt", "mgr", "менеджер", "マネージャー", "매니저", "no relation", "not", "owned by",
    "parody", "partner", "partnered with", "partners", "prod by", "produced by", "represented", "repped", "shot by",
    "signed to", "signed with", "sponsor", "sponsored", "sponsors", "stan", "support", "supporting", "thanks",
    "tribute", "updates", "via", "vs", "by", "ambassador for", "ambassador of", "brand ambassador", "pr",
)  # fmt: skip
# Words that do so only for what follows at once: relations, whose object may as well be a noun (`mom of 3`).
RELATION_WORDS: Final = (
    "actress in", "bf", "boyfriend", "band", "brother", "bruder", "ceo of", "ceo at", "co-founder of", "co-host with",
    "coach at", "cofounder of", "creator of", "dad of", "dad to", "dancer for", "daughter", "dj for", "dog", "cat",
    "esposa de", "esposo de", "ex", "father of", "feat", "femme de", "fiance", "fiancee", "fidanzata di",
    "fidanzato di", "fondateur de", "fondatrice de", "founder of", "frau von", "freund", "freundin", "friend",
    "friends", "ft", "fundador de", "fundadora de", "gf", "girlfriend", "half of", "head of", "hija de", "hijo de",
    "host of", "hubby", "husband", "irmao", "irma", "istri", "suami", "mann von", "mari de", "marido de", "marito di",
    "married to", "member of", "moglie di", "mom of", "mom to", "mother of", "mujer de", "mum of", "mum to", "namorada",
    "namorado", "novia de", "novio de", "owner of", "parent of", "part of", "pic", "pics", "photo", "photos",
    "player for", "prev", "previously", "reporter at", "reporter for", "schwester", "sister", "sister page", "son",
    "son of", "student of", "wife", "wifey", "with", "w/", "work at", "works at", "writer at", "writer for", "музыка",
    "music", "муж", "жена", "夫", "妻", "彼氏", "彼女", "남편", "아내", "زوج", "زوجة",
)  # fmt: skip

# Words that make one's own address on one's own platform a second account rather than a greeting.
OWN_OTHER_ACCOUNT_WORDS: Final = (
    "backup", "back up", "back-up", "second account", "2nd account", "2nd acc", "second acc", "other account",
    "other acc", "main", "main account", "main acc", "my main", "alt", "alt account", "spam", "personal account",
    "personal acc", "private account", "priv", "new account", "new acc", "old account", "old acc", "moved to",
    "zweitaccount", "zweiter account", "hauptaccount", "segunda cuenta", "cuenta principal", "otra cuenta",
    "compte principal", "compte secondaire", "2eme compte", "art account", "also",
)  # fmt: skip

# Words that say: this account is about somebody, not by them. The first list must stand alone as a word of the name
# or handle (`lena_fan`, not `stefan`), the second may end a handle, the third is looked for in the bio.
ABOUT_WORDS: Final = (
    "fan", "fans", "fanpage", "fanclub", "fansite", "fanbase", "fanaccount", "fanacc", "fanseite", "fanpagina",
    "fanedit", "fanedits", "fandom", "parody", "parodie", "parodia", "unofficial", "inoffiziell", "inofficial", "stan",
    "stans", "tribute", "fancam", "fancams", "updates", "archive", "supporters", "impersonator", "lookalike",
    "imitator", "memes", "edits", "fp", "fc", "stans", "fas", "fansclub", "fanpages", "fanart", "clips", "archives",
    "welove", "lovers", "depot", "gallery", "hayranlari", "hayran", "fans_club", "фан", "фанаты", "фанклуб", "ファン",
    "팬", "팬페이지",
)  # fmt: skip
ABOUT_ENDINGS: Final = (
    "fanpage", "fanclub", "fansite", "fanbase", "fanaccount", "fanacc", "fans", "updates", "parody", "fanedits",
    "fanedit", "fancam", "unofficial", "fandom", "tribute", "archive", "archives", "impersonator", "stans",
    "fanclubs", "faclube", "fansclub", "fanpages", "hayranlari", "clips", "updated", "dailyupdates", "fanart",
)  # fmt: skip
ABOUT_PHRASES: Final = (
    "fan page", "fanpage", "fan account", "fan acc", "fanaccount", "fan club", "fanclub", "fan site", "fansite",
    "fan edit", "fan edits", "fan made", "fan-made", "fan run", "fan-run", "fan based", "run by fans", "run by a fan",
    "made by fans", "by fans for fans", "just a fan", "only a fan", "biggest fan", "#1 fan", "number one fan",
    "your source for", "daily updates on", "updates on", "updates about", "tribute to", "tribute page",
    "tribute account", "parody", "parodie", "parodia", "unofficial", "un-official", "not affiliated",
    "no affiliation", "not associated", "unaffiliated", "not endorsed", "not official", "not the real",
    "not the official", "impersonator", "look alike", "lookalike", "look-alike", "roleplay", "role play",
    "rp account", "fake account", "stan account", "stan acc", "stan page", "supporter page", "inoffiziell",
    "inoffizielle", "nicht offiziell", "fanseite", "non officiel", "non officielle", "no oficial", "nao oficial",
    "nao e oficial", "cuenta de fans", "cuenta fan", "pagina de fans", "club de fans", "fa clube", "fa-clube",
    "page de fans", "compte fan", "page fan", "pagina fan", "non ufficiale", "fan-account", "fan-seite", "фан",
    "фанаты", "hayran sayfasi", "ファン", "非公式", "팬페이지", "팬계정", "clips of", "clips from",
    "edits of", "memes about",
    "reposts of", "i repost", "this is not", "commentary account", "we love @", "for fans of", "we stan", "i stan",
    "archive of", "archives of", "archive for", "all edits are mine", "edits are mine", "photos of", "pictures of",
    "pagina de fas", "perfil de fas", "fas de", "fan-clube", "fan clube", "fan club ufficiale", "fanclub ufficiale",
    "club de fans de", "soutien a", "page de soutien", "nao sou", "no soy", "ich bin nicht", "je ne suis pas",
    "follow the real", "real account", "the real one", "dedicated to", "dedicado a", "dedicada a", "dedie a",
    "dedicato a", "dedicata a", "gewidmet", "in support of", "everything about", "news about", "tudo sobre",
    "todo sobre", "tout sur", "tutto su", "alles uber", "фан-страница", "фан страница", "фан-аккаунт", "фан аккаунт",
    "фанклуб", "неофициальный", "неофициальная", "пародия", "hayran hesabi", "hayran sayfa", "akun fans", "fanbase",
    "akun penggemar", "ファンアカウント", "ファンページ", "応援", "なりきり", "팬 계정", "팬 페이지", "비공식", "معجب",
    "معجبين", "صفحة معجبين", "غير رسمي", "प्रशंसक", "फैन", "not me", "not him", "not her", "satire", "satira",
)  # fmt: skip

# What people hang on a handle when the plain one is taken. Order matters nowhere: the longest match goes first.
HANDLE_PREFIXES: Final = (
    "thereal", "therealofficial", "real", "iam", "im", "itsme", "its", "thisis", "hey", "hello", "hi", "theofficial",
    "official", "offical", "the", "mr", "mrs", "ms", "dr", "miss", "sir", "just", "simply", "only", "team", "vote",
    "votefor", "elect", "rep", "sen", "senator", "gov", "governor", "mayor", "councilman", "congressman",
    "congresswoman", "delegate", "judge", "sheriff", "iamthe", "dj", "mc", "coach", "chef", "follow", "shop", "weare",
    "ig", "tt", "yt",
)  # fmt: skip
HANDLE_SUFFIXES: Final = (
    "official", "officiel", "oficial", "offizell", "offiziell", "ufficiale", "offical", "real", "tv", "yt", "ig",
    "tt", "vlogs", "vlog", "music", "online", "live", "hq", "inc", "company", "channel", "page", "videos", "youtube",
    "tiktok", "insta", "twitter", "xo", "xx", "app", "world", "global", "thereal", "forcongress", "4congress",
    "forsenate", "4senate", "forgovernor", "forgov", "forhouse", "formayor", "forassembly", "fordelegate", "forus",
    "forussenate", "forpresident", "forstatesenate", "forstate", "forcouncil", "blog", "writes", "art", "makes",
    "says", "here", "now", "daily", "again", "backup", "fit", "games", "gaming", "plays", "ttv", "pod",
)  # fmt: skip
# Places and letters that count only where a separator sets them off (`nike_uk`, not `bakes`).
HANDLE_SEPARATE: Final = (
    "us", "usa", "uk", "de", "fr", "es", "it", "br", "au", "ca", "eu", "nl", "mx", "in", "jp", "at", "ch", "pl", "se",
    "co", "x", "ie", "nz", "za", "ar", "dk", "no", "fi", "be", "pt", "tr", "ru", "kr", "xo", "xx",
)  # fmt: skip

# What a branch of a brand or an office adds to its name; on a page of its own such an account is another owner's.
BRANCH_WORDS: Final[dict[str, str]] = {
    **{word: word for word in (
        "uk", "de", "fr", "es", "it", "br", "au", "ca", "eu", "nl", "mx", "in", "jp", "at", "ch", "pl", "se", "ie",
        "nz", "za", "ar", "dk", "no", "fi", "be", "pt", "tr", "ru", "kr", "cn", "hk", "sg", "my", "th", "id", "ph",
        "ae", "sa", "eg", "cl", "pe", "cz", "hu", "ro", "gr", "ua", "il", "tw", "vn", "us",
        "kids", "baby", "careers", "jobs", "support", "help", "news", "press", "events", "academy", "foundation",
        "business", "pro", "outlet", "men", "women", "home", "running", "football", "basketball", "europe", "asia",
        "africa", "latam", "mena", "apac", "emea",
    )},
    "usa": "us", "america": "us", "deutschland": "de", "germany": "de", "france": "fr", "espana": "es", "spain": "es",
    "italia": "it", "italy": "it", "brasil": "br", "brazil": "br", "australia": "au", "canada": "ca", "mexico": "mx",
    "india": "in", "japan": "jp", "austria": "at", "osterreich": "at", "schweiz": "ch", "suisse": "ch",
    "switzerland": "ch", "polska": "pl", "poland": "pl", "sverige": "se", "sweden": "se", "ireland": "ie",
    "argentina": "ar", "danmark": "dk", "norge": "no", "suomi": "fi", "belgium": "be", "portugal": "pt",
    "turkiye": "tr", "turkey": "tr", "russia": "ru", "korea": "kr", "china": "cn", "indonesia": "id",
    "philippines": "ph", "arabia": "sa", "uae": "ae", "chile": "cl", "peru": "pe", "nederland": "nl", "gb": "uk",
    "thailand": "th", "malaysia": "my", "singapore": "sg", "colombia": "co", "africaine": "africa",
}  # fmt: skip

# Name parts that say nothing about who it is.
NAME_NOISE: Final = frozenset(
    {
        "official", "officiel", "oficial", "offiziell", "ufficiale", "real", "the", "mr", "mrs", "ms", "dr", "prof",
        "sir", "tv", "yt", "vlogs", "vlog", "channel", "page", "rep", "sen", "senator", "congressman",
        "congresswoman", "representative", "gov", "governor", "mayor", "mp", "mdb", "mep", "md", "phd", "jr", "sr",
        "ii", "iii", "inc", "llc", "ltd", "gmbh", "co", "verified", "account", "and", "of", "on", "youtube", "tiktok",
        "instagram", "twitter", "he", "she", "they", "him", "her", "them", "hers", "his", "blog",
    }
)  # fmt: skip
