#!/usr/bin/env bash
# Takes the pictures of the console's pages for the documents: English at a desk, Hindi on a phone.
set -eu
cd "$(dirname "$0")/.."
PICTURES=results/console PYTHONPATH=. .venv/bin/python -m pytest -q tests/browser/test_browser.py tests/browser/test_phones.py tests/browser/test_map.py
mkdir -p docs/pictures/console
cp results/console/*-wide-en.png results/console/*-phone-hi.png docs/pictures/console/
