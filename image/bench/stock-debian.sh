#!/usr/bin/env bash
# Makes the disk that the image's boot is raced against: stock minimal Debian trixie, as an installer would leave it.
# Prints its path. Made once for each state of this script, kept in .signet/image; remove the file to renew it. Root.
#
# Where a choice is open, the one that boots faster is taken, so that the race is never won by a slow rival: no
# packages that are merely recommended (AppArmor, time synchronisation), no swap, no shim before the boot loader, no
# menu and none of its fonts. What is taken away nowhere is what Debian itself does: its kernel, its initrd with every
# driver in it, its units, its network set-up.
set -euo pipefail
cd "$(dirname "$0")/../.."

cache=.signet/image
disk=$cache/stock-debian-$(sha256sum image/bench/stock-debian.sh | cut -c 1-12).raw
if [ -f "$disk" ]; then
  echo "$disk"
  exit 0
fi
[ "$(id -u)" -eq 0 ] || {
  echo "Stock Debian is installed into a folder first, which needs root." >&2
  exit 1
}

packages=(
  linux-image-amd64 initramfs-tools busybox zstd grub-efi-amd64-signed
  systemd-sysv udev dbus ifupdown dhcpcd-base iproute2
)
disk_mib=8192 # as large as the machines' disks are, so that both kernels see a whole partition table
boot_mib=512
root_uuid=3f1f9a5e-2b0c-4c53-9a57-6f2f5d6f7a11
boot_uuid=51C0DEB1

tree=$cache/stock-debian.tree
new=$cache/stock-debian.new
log=$cache/stock-debian.log
mkdir -p "$cache"
rm -rf "$tree" "$new" "$cache"/stock-debian-*.raw
trap 'status=$?; rm -rf "$tree" "$new"; [ $status -eq 0 ] || { tail -20 "$log"; echo "stock Debian: failed; the whole log is $log"; } >&2' EXIT
echo "stock Debian: installing" >&2

# The table of file systems comes first: Debian puts into its initrd what can check the root that stands in it.
fstab="UUID=$root_uuid / ext4 errors=remount-ro 0 1
UUID=${boot_uuid:0:4}-${boot_uuid:4} /boot/efi vfat umask=0077 0 1"
mmdebstrap --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
  --setup-hook="mkdir -p \"\$1/etc\" \"\$1/boot/efi\"; echo '$fstab' >\"\$1/etc/fstab\"" \
  trixie "$tree" >"$log" 2>&1

# What an installer asks for. The card has the name that udev gives it in the machine of the race.
echo debian >"$tree/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 debian\n' >"$tree/etc/hosts"
cat >"$tree/etc/network/interfaces" <<'END'
auto lo
iface lo inet loopback

allow-hotplug enp0s3
iface enp0s3 inet dhcp
END
# With a machine ID and these marks it is a system that ran before: systemd sets nothing up at boot.
echo 8d3f0c2b6a0e4d2c9b1f7e5a4c3d2b10 >"$tree/etc/machine-id"
touch "$tree/etc/.updated" "$tree/var/.updated"
# Whoever wants to look inside can log in.
chroot "$tree" passwd -d root >>"$log" 2>&1

# Debian's own signed GRUB finds its settings in two steps: from the boot partition to those beside the kernel.
mkdir -p "$tree/boot/grub"
cat >"$tree/boot/grub/grub.cfg" <<END
set timeout=0
menuentry 'Debian GNU/Linux' {
  search --no-floppy --fs-uuid --set=root $root_uuid
  linux /vmlinuz root=UUID=$root_uuid ro quiet console=ttyS0,115200
  initrd /initrd.img
}
END

echo "stock Debian: writing the disk" >&2
truncate -s "${disk_mib}M" "$new"
{
  sfdisk --quiet "$new" <<END
label: gpt
start=1MiB, size=${boot_mib}MiB, type=uefi, name=boot
size=$((disk_mib - boot_mib - 2))MiB, type=linux, name=root
END
  boot=$new@@1M
  mformat -i "$boot" -F -T $((boot_mib * 2048)) -N "$boot_uuid" ::
  mmd -i "$boot" ::/EFI ::/EFI/BOOT ::/EFI/debian
  mcopy -i "$boot" "$tree/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI
  printf "search.fs_uuid %s root\nset prefix=(\$root)'/boot/grub'\nconfigfile \$prefix/grub.cfg\n" "$root_uuid" |
    mcopy -i "$boot" - ::/EFI/debian/grub.cfg
  mke2fs -q -F -t ext4 -U "$root_uuid" -d "$tree" -E "offset=$(((boot_mib + 1) * 1048576))" \
    "$new" "$((disk_mib - boot_mib - 2))M"
} >>"$log" 2>&1

mv "$new" "$disk"
echo "$disk"
