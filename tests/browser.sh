#!/bin/sh
# Makes sure that a Chromium is there for the tests of the page; installs Debian's if it may.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu-core >/dev/null
else
    echo "The tests of the page need Chromium; install it, e.g.: sudo apt install chromium" >&2
    exit 1
fi
