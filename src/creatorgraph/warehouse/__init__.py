"""One engine, one file: the cache in which a build happens. Everything in it can be made again from the lake."""
