#!/bin/sh
# From outside the image, when the modules are what they will be: keeps the firmware that one of them names, or may
# make up a name for. mkosi's own filter (KernelModulesExclude) would drop the latter, and Wi-Fi with it.
set -eu
cd "$BUILDROOT"
kernel=$(basename "$(echo usr/lib/modules/*)")
depmod --basedir "$BUILDROOT" "$kernel"
wanted=$(mktemp)
find "usr/lib/modules/$kernel" -name '*.ko*' -print0 | xargs -0 modinfo --field firmware | sort -u >"$wanted"

cd usr/lib/firmware
find . \( -type f -o -type l \) | sed 's|^\./||' | sort | awk -v wanted="$wanted" '
  # iwlwifi names the newest version that it knows and takes the newest below it: only that one is of use.
  function family(name) { sub(/-[0-9]+\.ucode$/, "", name); return name }
  function version(name) { sub(/\.ucode$/, "", name); sub(/.*-/, "", name); return name + 0 }
  BEGIN {
    while ((getline name <wanted) > 0) {
      if (name ~ /^iwlwifi-.*-[0-9]+\.ucode$/) {
        limit[family(name)] = version(name)
        if (version(name) > newest) newest = version(name)
      }
      else if (name ~ /\*/) { sub(/\*.*/, "", name); start[name] = 1 }
      else keep[name] = 1
    }
  }
  { all[NR] = $0 }
  /^iwlwifi-.*-[0-9]+\.ucode$/ {
    f = family($0); v = version($0)
    if (v <= (f in limit ? limit[f] : newest) && v > best[f]) best[f] = v
  }
  function needed(name,   s) {
    if (name ~ /^iwlwifi-.*-[0-9]+\.ucode$/) return version(name) == best[family(name)]
    if (name ~ /\.pnvm$|^regulatory\.db|^ath1[0-2]k\/|-ucode\//) return 1
    if (name in keep) return 1
    for (s in start) if (index(name, s) == 1) return 1
    return 0
  }
  END { for (i = 1; i <= NR; i++) if (!needed(all[i])) print all[i] }
' >"$wanted.gone"
# What a link that stays points to, stays.
linked=$(mktemp)
find . -type l | sed 's|^\./||' | grep -vxFf "$wanted.gone" | xargs -r realpath --relative-to=. | sort -u >"$linked"
grep -vxFf "$linked" "$wanted.gone" | tr '\n' '\0' | xargs -0 -r rm -f
find . -xtype l -delete
find . -type d -empty -delete
rm -f "$wanted" "$wanted.gone" "$linked"
