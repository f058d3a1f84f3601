#!/usr/bin/env bash
# A real Slurm on this machine, for the opt-in tests of clusters: slurm.sh COMMAND…
# Starts munge, one controller and two nodes on loopback, runs the command with SPECTHIS_TEST_SLURM and SLURM_CONF, and ends them.
# Needs root and Debian's slurm-wlm and munge. Nothing of a Slurm that is installed otherwise is touched.
set -u

for program in slurmctld slurmd sbatch munged; do
    command -v "$program" >/dev/null || { echo "needs $program: apt-get install slurm-wlm munge" >&2; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "needs root: slurmd starts jobs as other users" >&2; exit 2; }

folder=$(mktemp -d)
port=${SLURM_PORT:-16817}
host=$(hostname -s)
chmod 755 "$folder"
mkdir -p "$folder"/{state,spool/n1,spool/n2,run,log,munge}
chmod 700 "$folder/munge"

stop() {
    SLURM_CONF=$folder/slurm.conf scancel --user "$(id -un)" 2>/dev/null
    sleep 1
    for file in "$folder"/run/*.pid; do
        [ -f "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    sleep 1
    rm -rf "$folder"
}
trap stop EXIT

dd if=/dev/urandom of="$folder/munge/key" bs=1 count=1024 2>/dev/null
chmod 400 "$folder/munge/key"
munged --force --key-file "$folder/munge/key" --seed-file "$folder/munge/seed" --log-file "$folder/munge/log" \
    --socket "$folder/run/munge" --pid-file "$folder/run/munged.pid" 2>/dev/null

cat >"$folder/slurm.conf" <<CONF
ClusterName=specthis
SlurmctldHost=localhost
SlurmctldPort=$port
AuthType=auth/munge
AuthInfo=socket=$folder/run/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd.%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
ReturnToService=2
KillWait=5
OverTimeLimit=0
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 RealMemory=4000 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
slurmctld
slurmd -N n1
slurmd -N n2
for _ in $(seq 100); do
    [ "$(sinfo --noheader --states idle --format %D 2>/dev/null)" = 2 ] && break
    sleep 0.2
done
sinfo || { tail -n 5 "$folder"/log/*.log >&2; exit 2; }
SPECTHIS_TEST_SLURM=1 "$@"
