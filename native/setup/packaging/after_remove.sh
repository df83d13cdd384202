#!/bin/sh
# Run by dpkg after the files are gone; electron-builder fills in the names. What the kiosk counted lies in the home
# folder of its user, and stays.
set -e
case "$1" in
  remove | purge)
    rm -f '/usr/bin/${executable}'
    if [ -f '/etc/apparmor.d/${executable}' ]; then
      if [ -d /sys/kernel/security/apparmor ] && command -v apparmor_parser >/dev/null 2>&1; then
        apparmor_parser --remove '/etc/apparmor.d/${executable}' || true
      fi
      rm -f '/etc/apparmor.d/${executable}'
    fi
    if [ -d /run/udev ] && command -v udevadm >/dev/null 2>&1; then
      udevadm control --reload || true
    fi
    ;;
esac
