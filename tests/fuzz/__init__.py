"""Bytes of all kinds for every reader."""
