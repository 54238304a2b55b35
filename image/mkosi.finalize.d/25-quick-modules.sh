#!/bin/sh
# From outside the image: modules that are loaded before the first picture lie unpacked. Unpacking them costs each boot
# more than their few hundred kilobytes cost the download.
set -eu
kernel=$(basename "$(echo "$BUILDROOT"/usr/lib/modules/*)")
cd "$BUILDROOT/usr/lib/modules/$kernel/kernel"
for name in autofs4 vfat fat nls_ascii nls_cp437 virtio_net net_failover failover e1000e igb igc r8169 realtek; do
  find . -name "$name.ko.xz" -exec xz --decompress {} +
done
depmod --basedir "$BUILDROOT" "$kernel"
