"""Accounts, uploads in progress, confirmations: what is no fact."""
