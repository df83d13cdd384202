#!/bin/bash
# Runs inside the virtual machine: the device tests.
cd "$(dirname "$0")/../.." || exit 1
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp
files=$(sed 's/.*guest_files=\([^ ]*\).*/\1/; s/,/ /g' /proc/cmdline)
export NO_COLOR=1
if grep -q guest_all=1 /proc/cmdline; then export DEVICES_ALL=1; fi
status=0
if [ "$files" != sleep ]; then
  # Not a terminal, so that the results are lines.
  # shellcheck disable=SC2086
  node node_modules/vitest/vitest.mjs run --config test/config/vitest.config.ts --project devices --reporter=verbose $files 2>&1 | cat
  status=${PIPESTATUS[0]}
  [ -z "$files" ] || exit "$status"
fi

# The machine's files do not outlive its sleep: what the last check needs goes into memory.
memory=/run/memory
mkdir -p "$memory"/{bin,dev,proc,sys,node_modules}
cp "$(command -v node)" /bin/busybox "$memory/bin"
ln -s busybox "$memory/bin/stty"
ldd "$(command -v node)" node_modules/node-hid/prebuilds/HID_hidraw-linux-x64/*.node | grep -o '/[^ :]*\.so[^ ]*' | sort -u |
  while read -r library; do install -D "$library" "$memory$library"; done
for module in node-hid pkg-prebuilds serialport @serialport debug ms node-gyp-build node-addon-api; do
  cp -r "node_modules/$module" "$memory/node_modules"
done
cp .build/devices/sleep_check.mjs "$memory"
for dir in dev proc sys; do mount --rbind "/$dir" "$memory/$dir"; done
exec chroot "$memory" /bin/node /sleep_check.mjs "$status"
