# One simulated day: sh queue.sh LOAD STREAM OUTPUT
set -eu
. settings/office.conf
mkdir -p "${3%/*}"
awk -v percent="$1" -v seed="$2" -v customers="$CUSTOMERS" -v warmup="$WARMUP" -v gap="$GAP" \
    -f scripts/lib/minstd.awk -f scripts/lib/queue.awk </dev/null >"$3"
