"""Files that a person brings: accounts, history, captured answers, labels, known links. Landed like an answer.

Each verb takes the data directory, a file and `ImportOptions`, keeps the good rows, and reports the bad ones by file,
line, column and reason. Importing a file twice lands nothing new and says so.
"""

from creatorgraph.land.imports.accounts import import_accounts
from creatorgraph.land.imports.history import import_history
from creatorgraph.land.imports.labels import import_labels
from creatorgraph.land.imports.links import LinkImport, LinkPair, import_links
from creatorgraph.land.imports.report import ImportOptions, ImportReport
from creatorgraph.land.imports.responses import import_responses
from creatorgraph.land.imports.surveys import import_survey

__all__ = [
    "ImportOptions",
    "ImportReport",
    "LinkImport",
    "LinkPair",
    "import_accounts",
    "import_history",
    "import_labels",
    "import_links",
    "import_responses",
    "import_survey",
]
