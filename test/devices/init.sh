#!/bin/busybox sh
# The guest's first process: the host's files read-only below an overlay in memory, then the script that the
# kernel command line names.
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module parameters; do insmod "/lib/$module" $parameters 2>/dev/null; done </modules
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose host /host || poweroff -f
mkdir -p /memory /root2
mount -t tmpfs -o size=60% memory /memory
mkdir /memory/upper /memory/work
mount -t overlay -o lowerdir=/host,upperdir=/memory/upper,workdir=/memory/work overlay /root2 || poweroff -f
for dir in proc sys dev; do mount --move /$dir /root2/$dir; done
mkdir -p /root2/dev/pts /root2/dev/shm
mount -t devpts -o mode=620,ptmxmode=666 pts /root2/dev/pts
mount -t tmpfs shm /root2/dev/shm
mount -t tmpfs run /root2/run
mount -t configfs config /root2/sys/kernel/config
ip link set lo up
chroot /root2 /bin/bash "$(sed 's/.*guest_script=\([^ ]*\).*/\1/' /root2/proc/cmdline)"
echo "GUEST-EXIT $?"
sync
poweroff -f
