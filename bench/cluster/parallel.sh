#!/usr/bin/env bash
# A reproduction on several hosts by GNU parallel over ssh, brought back and merged here: see README.md.
#   bench/cluster/parallel.sh OUT HOSTS WHAT [OPTIONS of nrr-snn reproduce]…
# HOSTS is a file with a line "SLOTS/USER@HOST" for each host. Environment: NRR_SNN the program here (nrr-snn), REMOTE_NRR_SNN the
# program there, on the PATH or by its whole path (the same), REMOTE a folder there, below the home folder unless absolute
# (nrr-snn-runs), RETRIES how often a run is tried in one call, each time on another host where there is one (2), PARALLEL_SSH the ssh
# command (ssh).
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }
program=$(command -v "${NRR_SNN:-nrr-snn}") || { echo "no program ${NRR_SNN:-nrr-snn}; set NRR_SNN" >&2; exit 2; }
program=$(realpath "$program")
there=${REMOTE_NRR_SNN:-${NRR_SNN:+$program}}
there=${there:-nrr-snn}
export PARALLEL_SSH=${PARALLEL_SSH:-ssh}
mkdir -p "$1/jobs" "$1/parallel"
out=$(realpath "$1") hosts=$(realpath "$2")
shift 2

# Another list, other options or another program have another log, which counts lines of the list, and another folder on the hosts.
ids=$("$program" reproduce "$@" --list-jobs | sed -n 's/^{"id":"\([^"]*\)".*/\1/p')
key=$({ printf '%s\n' "$@" "$ids"; cat "$program"; } | sha256sum | head -c 12)
remote=${REMOTE:-nrr-snn-runs}/$key
log=$out/parallel/$key.joblog
mapfile -t names < <(sed 's/#.*//; s/^ *\([0-9]*\/\)\{0,1\}//; s/ *$//; /^$/d' "$hosts")

bring() {
    for host in "${names[@]}"; do
        rsync --archive --update --quiet --rsh="$PARALLEL_SSH" --include='*.json' --include='*.half' --exclude='*' "$host:$remote/jobs/" "$out/jobs/" ||
            echo "note: nothing was brought from $host" >&2
    done
}

# Every host has the same program, and what was stopped half-way on any host can go on on any other.
{ parallel --sshloginfile "$hosts" --nonall --tag "mkdir -p ${remote@Q}/jobs && ${there@Q} --version" ||
    echo "note: a host did not answer, or it has no $there" >&2; } | sort | tee "$out/parallel/versions"
[ "$(cut -f2 "$out/parallel/versions" | sort -u)" = "$("$program" --version)" ] ||
    { echo "not every host has $("$program" --version)" >&2; exit 1; }
bring
for half in "$out"/jobs/*.half; do
    [ -e "$half" ] || continue
    if [ -e "${half%.half}.json" ]; then rm "$half"; continue; fi
    for host in "${names[@]}"; do
        rsync --archive --update --quiet --rsh="$PARALLEL_SSH" "$half" "$host:$remote/jobs/" || echo "note: nothing was brought to $host" >&2
    done
done

command="${there@Q} reproduce ${*@Q} --out . --threads 1 --job"
failed=0
(cd "$out" && parallel --sshloginfile "$hosts" --filter-hosts --workdir "$remote" --return 'jobs/{}.json' --joblog "$log" --resume-failed \
    --retries "${RETRIES:-2}" --line-buffer --tag "$command" {}) <<<"$ids" || failed=$?
if [ "$failed" -ne 0 ]; then
    echo "some runs failed (parallel ended with $failed, $log); the same command runs them again" >&2
    bring
fi
"$program" reproduce "$@" --out "$out" --merge || {
    status=$?
    echo "if $log calls the missing runs done, remove it and run the same command again" >&2
    exit "$status"
}
