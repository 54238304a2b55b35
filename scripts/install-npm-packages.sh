#!/usr/bin/env bash
# Installs the packages of package-lock.json, once for each state of it. Needs any Node with npm; from then on
# everything runs with the Node 26 that is among the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v npm >/dev/null || { echo "npm is missing: install Node (any version from 20) with npm first." >&2; exit 1; }

stamp=node_modules/.signet-installed
state=$(cat package-lock.json .npmrc | sha256sum | cut -d ' ' -f 1)
[ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && exit 0

echo "Installing npm packages ..."
log=$(mktemp)
# Not `npm ci`: it wants an entry for every platform's optional binaries, which a registry mirror may not carry.
if ! npm install --no-save --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
  cat "$log" >&2
  echo "npm could not install the packages: see above. Without a network it needs a warm cache." >&2
  exit 1
fi
rm -f "$log"
echo "$state" >"$stamp"
