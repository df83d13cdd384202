#!/bin/sh
# Run by dpkg after the files are in place; electron-builder fills in the names.
set -e
program='/opt/${sanitizedProductName}'

ln -sfn "$program/${executable}" '/usr/bin/${executable}'

# Chromium's sandbox of an ordinary user where the kernel refuses user namespaces.
chown root:root "$program/chrome-sandbox"
chmod 4755 "$program/chrome-sandbox"

# Ubuntu 24.04 and later refuse user namespaces to a program without a profile; older AppArmor cannot read it.
if command -v apparmor_parser >/dev/null 2>&1 && apparmor_parser --skip-kernel-load --debug "$program/resources/apparmor-profile" >/dev/null 2>&1; then
  cp -f "$program/resources/apparmor-profile" '/etc/apparmor.d/${executable}'
  if [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
  fi
fi

# Scanners that are plugged in already get their rules too.
if [ -d /run/udev ] && command -v udevadm >/dev/null 2>&1; then
  udevadm control --reload || true
  udevadm trigger --subsystem-match=hidraw --subsystem-match=tty --subsystem-match=input || true
fi
