"""The system's Chromium, as every test of a page runs it."""

from __future__ import annotations

import shutil

from playwright.sync_api import ViewportSize, expect

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
PATIENCE = 60_000
"""Milliseconds a page may take on a busy machine; what is there sooner is not waited for."""

expect.set_options(timeout=PATIENCE)
