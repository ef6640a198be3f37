"""Poly Phone."""
