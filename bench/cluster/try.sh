#!/usr/bin/env bash
# The recipes against the real things on this machine, with runs that are stopped and killed half-way: see README.md.
#   bench/cluster/try.sh slurm|parallel|ray|all…
# On Debian, as root for slurm and parallel, which need slurm-wlm, munge, parallel, openssh-server and rsync. Environment: NRR_SNN the
# program (target/release/nrr-snn), RAY_PYTHON a Python that has ray (else one is made in the user's cache). Everything else is in a
# temporary folder, and what was started is stopped at the end; KEEP=1 keeps the folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# Eight runs, long enough to be stopped.
what=(fig7 --quick --data bundled --seeds 1 --epochs 8)
built=$(realpath "${NRR_SNN:-$here/../../target/release/nrr-snn}")
[ -x "$built" ] || { echo "no program $built: cargo build --release, or set NRR_SNN" >&2; exit 2; }
case " $* " in *" all "*) set -- slurm parallel ray ;; esac
[ $# -gt 0 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
for recipe in "$@"; do
    case $recipe in slurm | parallel | ray) ;; *) echo "no recipe $recipe: slurm, parallel, ray, all" >&2; exit 2 ;; esac
done

scratch=$(mktemp -d /tmp/nrr-snn-cluster.XXXXXX)
chmod 755 "$scratch"
# A copy, by which this trial's processes are known among all.
cp "$built" "$scratch/nrr-snn"
export NRR_SNN=$scratch/nrr-snn
started=()

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
running() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/exe" 2>/dev/null)" != "$NRR_SNN" ] || echo "${process#/proc/}"
    done
}
clean() {
    local status=$? process
    [ -z "${SLURM_CONF:-}" ] || { scancel --me; until_true 60 "the end of Slurm's tasks" sh -c '[ -z "$(squeue --noheader)" ]'; } || true
    for process in "${started[@]}" $(running); do kill -TERM "$process" 2>/dev/null || true; done
    until_true 30 "the end of what was started" nothing_runs || for process in "${started[@]}" $(running); do kill -KILL "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    if [ -n "${KEEP:-}" ]; then echo "kept: $scratch"; else rm -rf "$scratch"; fi
    exit "$status"
}
nothing_runs() {
    local process
    for process in "${started[@]}" $(running); do ! kill -0 "$process" || return 1; done
}
trap clean EXIT
trap 'exit 130' INT TERM

# until_true SECONDS WHAT COMMAND…
until_true() {
    local end=$((SECONDS + $1)) name=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || { echo "$name: not within the time" >&2; return 1; }
        sleep 0.1
    done
}
digest() { sed -n 's/^ *"digest": "\([0-9a-f]*\)".*/\1/p' "$1/results.json"; }
# The same digest as that of one machine, and every run was finished.
compare() {
    local got
    got=$(digest "$2")
    say "$1: digest $got"
    [ -n "$got" ] && [ "$got" = "$one" ] || { echo "$1: DIFFERENT from one machine's $one" >&2; exit 1; }
}
# Signals one of the runs under way: end_one SIGNAL.
end_one() {
    local processes job
    until_true 120 "a run under way" any_running
    mapfile -t processes < <(running)
    job=$(tr '\0' '\n' <"/proc/${processes[0]}/cmdline" | sed -n '/^--job$/{n;p}')
    kill "-$1" "${processes[0]}"
    say "kill -$1 $job"
}
any_running() { [ -n "$(running)" ]; }
halfway() { compgen -G "$1/*.half"; }

try_slurm() {
    local home=$scratch/slurm name out=$scratch/slurm-out array
    name=$(hostname -s)
    mkdir -p "$home"/{state,spool,munge}
    dd if=/dev/urandom of="$home/munge/key" bs=1024 count=1 2>/dev/null
    chown -R munge: "$home/munge"
    chmod 400 "$home/munge/key"
    cat >"$home/slurm.conf" <<CONF
ClusterName=try
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=27817
SlurmdPort=27818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$home/munge/socket
CredType=cred/munge
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/spool
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MailProg=/bin/true
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MinJobAge=3600
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc)
PartitionName=try Nodes=$name Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF=$home/slurm.conf
    setpriv --reuid=munge --regid=munge --clear-groups munged --foreground --socket="$home/munge/socket" --key-file="$home/munge/key" \
        --pid-file="$home/munge/pid" --seed-file="$home/munge/seed" >"$home/munged.log" 2>&1 &
    started+=($!)
    until_true 20 munged [ -S "$home/munge/socket" ]
    slurmctld -D >"$home/slurmctld.log" 2>&1 &
    started+=($!)
    slurmd -D >"$home/slurmd.log" 2>&1 &
    started+=($!)
    until_true 60 "an idle node" sh -c 'sinfo --noheader --format=%T | grep -qx idle'
    say "slurm: $(slurmctld -V), a node of $(nproc) cores"

    "$here/slurm.sh" "$out" "${what[@]}" | tee "$home/submitted"
    array=$(sed -n 's/^array \([0-9]*\):.*/\1/p' "$home/submitted")
    sleep 1
    end_one KILL
    sleep 3
    until_true 120 "a run under way" any_running
    sleep 2
    say "scancel $array"
    scancel "$array"
    until_true 600 "an empty queue" sh -c '[ -z "$(squeue --noheader)" ]'
    say "the merge job said: $(sed -n 's/^.*: \([0-9]* of [0-9]* runs are missing\).*/\1/p' "$out"/slurm/merge-*.log)"
    [ ! -e "$out/results.json" ] || [ "$(digest "$out")" != "$one" ] || { echo "slurm: nothing was missing after a kill" >&2; exit 1; }
    say "kept half-way: $(halfway "$out/jobs" | wc -l)"

    # Again, two runs a task, with a time limit of a minute that is near from the beginning: the first tasks are queued again.
    CHUNK=2 SBATCH_TIMELIMIT=1 SBATCH_SIGNAL=B:USR1@55 "$here/slurm.sh" "$out" "${what[@]}"
    until_true 1800 "an empty queue" sh -c '[ -z "$(squeue --noheader)" ]'
    say "tasks queued again near the time limit: $(cat "$out"/slurm/task-*.log | grep -c 'queued again')"
    compare slurm "$out"
}

try_parallel() {
    local home=$scratch/ssh out=$scratch/parallel-out host port=22917
    mkdir -p "$home" /run/sshd
    ssh-keygen -q -t ed25519 -N '' -f "$home/key"
    ssh-keygen -q -t ed25519 -N '' -f "$home/host"
    cat >"$home/sshd_config" <<CONF
HostKey $home/host
PidFile $home/pid
AuthorizedKeysFile $home/key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
MaxStartups 100
ListenAddress 127.0.0.1:$port
ListenAddress 127.0.0.1:$((port + 1))
Subsystem sftp internal-sftp
CONF
    # Two hosts with a home folder each: two ports of one daemon.
    : >"$home/ssh_config"
    for host in one two; do
        mkdir -p "$home/$host"
        printf 'Match LocalPort %s\n    ForceCommand cd %s && HOME=%s exec sh -c "$SSH_ORIGINAL_COMMAND"\n' "$port" "$home/$host" "$home/$host" >>"$home/sshd_config"
        printf 'Host %s\n    HostName 127.0.0.1\n    Port %s\n    IdentityFile %s\n    UserKnownHostsFile %s\n    StrictHostKeyChecking accept-new\n' \
            "$host" "$port" "$home/key" "$home/known" >>"$home/ssh_config"
        echo "1/$host" >>"$home/hosts"
        port=$((port + 1))
    done
    "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$home/sshd_config" >"$home/sshd.log" 2>&1 &
    started+=($!)
    export PARALLEL_SSH="ssh -F $home/ssh_config"
    until_true 20 sshd $PARALLEL_SSH one true
    say "parallel: $(parallel --version | head -n 1), $(ssh -V 2>&1)"

    RETRIES=1 "$here/parallel.sh" "$out" "$home/hosts" "${what[@]}" >"$home/first.log" 2>&1 &
    local first=$!
    started+=("$first")
    end_one_later TERM
    end_one_later KILL
    wait "$first" && { echo "parallel: killed runs were not missed" >&2; exit 1; }
    say "it said: $(grep 'are missing' "$home/first.log" | sed 's/^.*: \([0-9]* of [0-9]* runs are missing\).*/\1/')"
    say "kept half-way: $(find "$home" -name '*.half' | wc -l)"
    "$here/parallel.sh" "$out" "$home/hosts" "${what[@]}" >"$home/second.log" 2>&1 || { cat "$home/second.log"; exit 1; }
    say "runs by host in the log: $(awk 'NR > 1 { n[$2]++ } END { for (h in n) printf "%s %d  ", h, n[h] }' "$out"/parallel/*.joblog)"
    compare parallel "$out"
}
# A run that is under way for a moment, so that there is something to keep.
end_one_later() {
    sleep 3
    until_true 120 "a run under way" any_running
    sleep 2
    end_one "$1"
}

try_ray() {
    local home=$scratch/ray out=$scratch/ray-out python=${RAY_PYTHON:-} second
    if [ -z "$python" ]; then
        python=${XDG_CACHE_HOME:-$HOME/.cache}/nrr-snn/ray-$(cat "$here/requirements.txt" "$here/constraints.txt" | sha256sum | head -c 12)
        [ -e "$python/installed" ] || {
            python3 -m venv --clear "$python"
            "$python/bin/python3" -m pip install --quiet --disable-pip-version-check --constraint "$here/constraints.txt" --requirement "$here/requirements.txt"
            touch "$python/installed"
        }
        python=$python/bin/python3
    fi
    mkdir -p "$home"
    export RAY_USAGE_STATS_ENABLED=0 TMPDIR=$home RAY_AUTH_MODE=token RAY_AUTH_TOKEN
    RAY_AUTH_TOKEN=$(head -c 32 /dev/urandom | sha256sum | head -c 64)
    say "ray: $("$python" -c 'import ray; print(ray.__version__)') on $("$python" --version)"
    # Two nodes of a core each, closed to others by a token.
    local ray=("$python" -m ray.scripts.scripts)
    "${ray[@]}" start --block --head --port=26379 --num-cpus=1 --include-dashboard=false --temp-dir="$home/r" >"$home/head.log" 2>&1 &
    started+=($!)
    until_true 120 "the head of the cluster" "${ray[@]}" health-check --address 127.0.0.1:26379
    "${ray[@]}" start --block --address=127.0.0.1:26379 --num-cpus=1 >"$home/node.log" 2>&1 &
    second=$!
    started+=("$second")

    "$python" "$here/ray_run.py" "$out" --address 127.0.0.1:26379 --program "$NRR_SNN" -- "${what[@]}" >"$home/run.log" 2>&1 &
    local driver=$!
    started+=("$driver")
    end_one_later TERM
    end_one_later KILL
    # The whole driver, half-way; then again, and a node goes down.
    until_true 600 "a finished run" compgen -G "$out/jobs/*.json"
    sleep 2
    say "kill -KILL the script"
    kill -KILL "$driver"
    wait "$driver" 2>/dev/null || true
    say "it had said: $(grep -c ' runs, about ' "$home/run.log") finished, $(grep -c ', try ' "$home/run.log") tries stopped or killed"
    "$python" "$here/ray_run.py" "$out" --address 127.0.0.1:26379 --program "$NRR_SNN" -- "${what[@]}" >"$home/again.log" 2>&1 &
    driver=$!
    started+=("$driver")
    sleep 3
    until_true 120 "a run under way" any_running
    sleep 3
    say "kill -KILL the second node's raylet"
    kill -KILL "$(pgrep -P "$second" raylet)"
    wait "$driver" || { cat "$home/again.log"; exit 1; }
    say "it said: $(grep -m 1 'finished before' "$home/again.log")"
    compare ray "$out"
}

say "one machine: ${what[*]}"
"$NRR_SNN" reproduce "${what[@]}" --out "$scratch/one" >"$scratch/one.log" 2>&1 || { cat "$scratch/one.log"; exit 1; }
one=$(digest "$scratch/one")
say "one machine: digest $one"
for recipe in "$@"; do "try_$recipe"; done
say "equal: one machine, $*"
