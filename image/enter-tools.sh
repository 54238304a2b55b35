#!/bin/bash
# Runs a command in the trixie tool tree with the checkout at /signet. Needs root and nothing of the build machine
# but a kernel: a mount namespace of its own, so that nothing is left mounted however this ends.
# A plain chroot will not do: mkosi makes namespaces, which the kernel refuses to a chrooted process (user_namespaces(7)).
set -euo pipefail
tools=$1
checkout=$2
shift 2
exec unshare --mount --propagation private -- /bin/bash -euo pipefail -c '
  tools=$1 checkout=$2
  shift 2
  mount --bind "$tools" "$tools"
  mkdir -p "$tools/signet" "$tools/.old"
  mount --bind "$checkout" "$tools/signet"
  mount --rbind /dev "$tools/dev"
  mount --rbind /sys "$tools/sys"
  mount --bind /etc/resolv.conf "$tools/etc/resolv.conf"
  mount -t tmpfs tmpfs "$tools/run"
  mount -t tmpfs -o mode=1777 tmpfs "$tools/tmp"
  mount -t proc proc "$tools/proc"
  cd "$tools"
  pivot_root . .old
  exec chroot . /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-}" /bin/bash -euo pipefail -c "umount -l /.old; cd /signet; exec \"\$@\"" - "$@"
' - "$tools" "$checkout" "$@"
