"""What people and programs read: published builds as JSON and as pages. Never calls a provider."""

from creatorgraph.serve.app import create_app
from creatorgraph.serve.listen import serve

__all__ = ["create_app", "serve"]
