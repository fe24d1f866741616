"""The proof that `tools/evidence.py` gives: what other people's checkers say of the mail and the pages."""
