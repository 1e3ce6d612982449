"""What is remembered about a person, on the owner's machine only."""

from backwise.store.address import database_url
from backwise.store.records import Record, Store, StoreError, default_store

__all__ = ["Record", "Store", "StoreError", "database_url", "default_store"]
