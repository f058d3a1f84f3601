#!/usr/bin/env bash
# A real S3 server, Ceph's gateway, for the opt-in tests of the cache: radosgw.sh COMMAND…
# Starts one monitor, one OSD in memory and one gateway on loopback, runs the command with SPECTHIS_TEST_RADOSGW, and ends them.
# Needs Debian's ceph-mon, ceph-osd, radosgw and ceph-common. cephx must be on, msgr2 off; there is no manager.
set -u

for program in ceph-mon ceph-osd radosgw radosgw-admin ceph-authtool monmaptool; do
    command -v "$program" >/dev/null || { echo "needs $program: apt-get install ceph-mon ceph-osd radosgw ceph-common" >&2; exit 2; }
done

folder=$(mktemp -d)
mon_port=${MON_PORT:-16789} gateway_port=${GATEWAY_PORT:-15562}
cd "$folder" || exit 2
mkdir -p mon run log osd/0 rgw

stop() {
    for file in "$folder"/run/*.pid; do
        [ -f "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    sleep 1
    rm -rf "$folder"
}
trap stop EXIT

id=7d1f6b1e-0000-4000-8000-000000000001
classes=$(dirname "$(find /usr/lib -name libcls_rgw.so 2>/dev/null | head -n 1)")
cat >ceph.conf <<CONF
[global]
fsid = $id
mon host = v1:127.0.0.1:$mon_port
public network = 127.0.0.0/8
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
osd crush chooseleaf type = 0
mon data = $folder/mon/a
mon data avail crit = 1
osd data = $folder/osd/0
osd objectstore = memstore
memstore device bytes = 4294967296
osd class dir = $classes
keyring = $folder/keyring
log file = $folder/log/\$name.log
pid file = $folder/run/\$name.pid
admin socket = $folder/run/\$name.asok
run dir = $folder/run
ms bind ipv6 = false
ms bind msgr2 = false
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$gateway_port
rgw data = $folder/rgw
CONF

key() { ceph-authtool "$@" >/dev/null; }
key --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
key keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
key keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
key keyring --gen-key -n client.rgw --cap mon 'allow *' --cap osd 'allow *'
monmaptool --create --clobber --fsid $id --addv a "[v1:127.0.0.1:$mon_port]" monmap >/dev/null
ceph-mon -c ceph.conf --mkfs -i a --monmap monmap --keyring keyring
ceph-mon -c ceph.conf -i a
uuid=$(cat /proc/sys/kernel/random/uuid)
ceph -c ceph.conf osd new "$uuid" 0 >/dev/null
ceph -c ceph.conf auth import -i keyring >/dev/null 2>&1
ceph-osd -c ceph.conf -i 0 --mkfs --osd-uuid "$uuid" >/dev/null 2>&1
ceph-osd -c ceph.conf -i 0 2>/dev/null
timeout 90 radosgw-admin -c ceph.conf -n client.rgw user create --uid=t --display-name=t \
    --access-key=testak --secret-key=testsk >log/user.json 2>log/admin.log || { cat log/admin.log >&2; exit 2; }
radosgw -c ceph.conf -n client.rgw

url=http://127.0.0.1:$gateway_port
for _ in $(seq 300); do
    curl -s -o /dev/null "$url/" && break
    sleep 0.1
done
cd "$OLDPWD" && SPECTHIS_TEST_RADOSGW=$url "$@"
