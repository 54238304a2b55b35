#!/bin/sh
# From outside the image: of the descriptions of file types only the index stays, by which the library of swaybg, which
# paints the compositor's ground, knows a PNG.
set -eu
find "$BUILDROOT/usr/share/mime" -mindepth 1 -not -name mime.cache -delete
