#!/usr/bin/env bash
# Prints mkosi's apt sources: the mirrors that the tool tree was made from, with the firmware beside `main`. A file of
# our own, because mkosi's default names suites that mirrors may lack.
set -euo pipefail
shopt -s nullglob
tools=$1
cat "$tools"/etc/apt/sources.list "$tools"/etc/apt/sources.list.d/*.list |
  awk '$1 == "deb" { sub(/^\[.*\]$/, "", $2); print $2, $3 }' | while read -r mirror suite; do
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main non-free-firmware\n' "$mirror" "$suite"
  printf 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n'
done
