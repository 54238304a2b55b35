#!/usr/bin/env bash
# Builds the image into image/out (`make image`). Installs what it needs: a Debian trixie tree with mkosi, made once.
#
#   CLOUD=https://signet.example   the cloud that the image knows without any file (default: none)
#   PROFILE=dev                    a shell on the console, http clouds; never for customers
#   SECURE_BOOT_KEY, SECURE_BOOT_CERTIFICATE   PEM files (default: a development key, made on the first build)
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
cache=.signet/image
out=${OUT:-image/out} # below the checkout
node=node_modules/.bin/node

[ "$(id -u)" -eq 0 ] || {
  echo "The image is built in namespaces of its own, which need root: run 'sudo make image'." >&2
  exit 1
}
mkdir -p "$cache"/{keys,packages,incremental,workspace,sandbox} "$out"
step() { echo "image: $*"; }
log=$cache/build.log
: >"$log"
trap 'status=$?; if [ $status -ne 0 ]; then tail -30 "$log" >&2; echo "image: failed; the whole log is $log" >&2; fi' EXIT

# 1. The tool tree, anew whenever this list changes.
tools=(
  mkosi systemd systemd-container systemd-repart systemd-ukify systemd-boot-efi systemd-boot-tools
  erofs-utils dosfstools mtools e2fsprogs cryptsetup-bin sbsigntool zstd cpio kmod openssl apt dpkg-dev
  debian-archive-keyring ca-certificates python3 python3-pefile python3-cryptography uidmap bubblewrap bmap-tools
  xz-utils tar udev binutils g++ libsystemd-dev
  python3-virt-firmware # enrols keys for the tests of the image
)
stamp=$(printf '%s\n' trixie "${tools[@]}" | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$cache/tools.stamp" 2>/dev/null)" != "$stamp" ]; then
  step "making the tool tree (Debian trixie with mkosi)"
  scripts/install-system-packages.sh mmdebstrap debian-archive-keyring
  rm -rf "$cache/tools" "$cache/tools.stamp"
  mmdebstrap --variant=minbase --include="$(IFS=,; echo "${tools[*]}")" trixie "$cache/tools" >>"$log" 2>&1
  echo "$stamp" >"$cache/tools.stamp"
fi
in_tools() { image/enter-tools.sh "$checkout/$cache/tools" "$checkout" "$@"; }

# 2. The same source for the image as the tool tree has, with the firmware beside it.
image/package-sources.sh "$cache/tools" >"$cache/mkosi.sources"
# What was fetched from another source would be mixed with what comes from this one.
cmp -s "$cache/mkosi.sources" "$cache/sandbox/etc/apt/sources.list.d/mkosi.sources" || rm -rf "${cache:?}"/{incremental,packages}/*
install -D -m 644 "$cache/mkosi.sources" "$cache/sandbox/etc/apt/sources.list.d/mkosi.sources"

# 3. What this repository puts into it.
step "bundling the agent"
rm -rf "$cache/stage"
$node image/stage.ts --to "$cache/stage" --cache "$cache" ${CLOUD:+--cloud "$CLOUD"} >>"$log" 2>&1
signet=$cache/stage/usr/lib/signet
notify=$signet/agent/node_modules/sd-notify
in_tools strip "/signet/$signet/node" >>"$log" 2>&1
mkdir -p "$notify/build/Release"
in_tools g++ -O2 -std=c++20 -shared -fPIC "-I/signet/$cache/node-headers" -ffile-prefix-map=/signet= \
  "/signet/$notify/notify.cc" -o "/signet/$notify/build/Release/notify.node" -lsystemd >>"$log" 2>&1
in_tools strip "/signet/$notify/build/Release/notify.node" >>"$log" 2>&1
rm "$notify/notify.cc"

# 4. Keys for Secure Boot.
key=${SECURE_BOOT_KEY:-$cache/keys/secure-boot.key}
certificate=${SECURE_BOOT_CERTIFICATE:-$cache/keys/secure-boot.crt}
if [ ! -f "$key" ]; then
  step "making a development key for Secure Boot ($key)"
  openssl req -new -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=Signet development key/' \
    -keyout "$key" -out "$certificate" >>"$log" 2>&1
  chmod 600 "$key"
fi
if [ "$key" != "$cache/keys/secure-boot.key" ]; then
  install -D -m 600 "$key" "$cache/keys/given.key"
  install -D -m 644 "$certificate" "$cache/keys/given.crt"
  key=$cache/keys/given.key certificate=$cache/keys/given.crt
fi

# 5. The image. Times in it are those of the commit, so that two builds of one commit are one image.
version=$($node -p 'JSON.parse(require("node:fs").readFileSync("package.json")).version')
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 1764000000)
export SOURCE_DATE_EPOCH
step "building signet $version"
rm -rf "${out:?}"/* "${cache:?}"/workspace/*
in_tools mkosi --directory image --force --image-version "$version" ${PROFILE:+--profile "$PROFILE"} \
  --output-directory "/signet/$out" --workspace-directory "/signet/$cache/workspace" \
  --cache-directory "/signet/$cache/incremental" --package-cache-directory "/signet/$cache/packages" \
  --incremental=yes --sandbox-tree "/signet/$cache/sandbox" --extra-tree "/signet/$cache/stage" \
  --secure-boot=yes --secure-boot-auto-enroll=no \
  --secure-boot-key "/signet/$key" --secure-boot-certificate "/signet/$certificate" build >>"$log" 2>&1
rm -f "$out/signet" "$out/initrd" "$out/initrd.cpio.zst"

# 6. What people download, and what a build is known by.
step "compressing"
in_tools bmaptool create "/signet/$out/signet.raw" -o "/signet/$out/signet.raw.bmap" >>"$log" 2>&1
in_tools zstd -q -f -T0 "-${ZSTD_LEVEL:-9}" "/signet/$out/signet.raw" -o "/signet/$out/signet.raw.zst" >>"$log" 2>&1
in_tools mv "/signet/$out/signet.efi" "/signet/$out/signet_$version.efi"
in_tools mv "/signet/$out/signet.root.raw" "/signet/$out/signet_$version.root.raw"
in_tools mv "/signet/$out/signet.verity.raw" "/signet/$out/signet_$version.root-verity.raw"
$node image/describe-build.ts --out "$out" --stage "$cache" --version "$version" >>"$log" 2>&1
(cd "$out" && sha256sum signet.raw.zst >signet.raw.zst.sha256)
step "done: $out/signet.raw.zst, $(($(stat -c %s "$out/signet.raw.zst") / 1000000)) MB compressed"
