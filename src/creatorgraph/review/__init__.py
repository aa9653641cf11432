"""What people decide: the queue of uncertain pairs, decisions with their audit trail, and creators by hand."""

from creatorgraph.review.creators import Handwork, merge_creators, rename_creator, split_creator
from creatorgraph.review.decide import decide, undo
from creatorgraph.review.labels import Labelled, find_labelled, labels_of, parse_labels, put_labels, undo_label
from creatorgraph.review.links import LinkImport, import_links
from creatorgraph.review.queue import AccountCard, PairView, QueuedPair, find_account, find_pair, list_queue, show_pair

__all__ = [
    "AccountCard",
    "Handwork",
    "Labelled",
    "LinkImport",
    "PairView",
    "QueuedPair",
    "decide",
    "find_account",
    "find_labelled",
    "find_pair",
    "import_links",
    "labels_of",
    "list_queue",
    "merge_creators",
    "parse_labels",
    "put_labels",
    "rename_creator",
    "show_pair",
    "split_creator",
    "undo",
    "undo_label",
]
