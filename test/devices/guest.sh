#!/bin/bash
# Runs inside the virtual machine: the device tests on a display of their own.
cd "$(dirname "$0")/../.." || exit 1
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp DISPLAY=:91
Xvfb :91 -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
node node_modules/vitest/vitest.mjs run --config test/config/vitest.config.ts --project devices
