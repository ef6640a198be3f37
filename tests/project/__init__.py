"""Tests of the project itself: imports, texts, docs, scripts."""
