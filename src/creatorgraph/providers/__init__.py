"""What each provider's API is: pure knowledge, no input or output. One provider, one file."""
