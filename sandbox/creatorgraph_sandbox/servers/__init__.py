"""The stand-ins: one module per provider, pure from a call to an answer; objects and grammar beside them."""
