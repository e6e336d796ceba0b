#!/usr/bin/env bash
# A reproduction as a Slurm job array, and a job after it that merges: see README.md.
#   bench/cluster/slurm.sh OUT WHAT [OPTIONS of nrr-snn reproduce]…
# OUT is on a disk that all nodes share. Environment: NRR_SNN the program (nrr-snn), CHUNK runs in one task (1, and more where the array
# would be too large), AT_ONCE tasks at once (no limit); and sbatch's own, such as SBATCH_PARTITION, SBATCH_TIMELIMIT, SBATCH_ACCOUNT.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
program=$(command -v "${NRR_SNN:-nrr-snn}") || { echo "no program ${NRR_SNN:-nrr-snn}; set NRR_SNN" >&2; exit 2; }
program=$(realpath "$program")
mkdir -p "$1/slurm"
out=$(realpath "$1")
shift

# Only what is not finished is given to the array.
list=$(mktemp "$out/slurm/ids.XXXXXX")
all=$("$program" reproduce "$@" --out "$out" --list-jobs)
sed -n '/^{"id":"[^"]*","state":"finished"/!s/^{"id":"\([^"]*\)".*/\1/p' <<<"$all" >"$list"
runs=$(wc -l <"$list")
echo "$runs of $(wc -l <<<"$all") runs are not finished: $list"

after=()
if [ "$runs" -gt 0 ]; then
    most=$(scontrol show config | sed -n 's/^MaxArraySize *= *\([0-9]*\).*/\1/p')
    most=${most:-1001}
    chunk=${CHUNK:-$(((runs + most - 1) / most))}
    tasks=$(((runs + chunk - 1) / chunk))
    [ "$tasks" -le "$most" ] || { echo "$tasks tasks are more than this cluster's MaxArraySize of $most; use a larger CHUNK" >&2; exit 2; }
    array=$(sbatch --parsable --array="0-$((tasks - 1))${AT_ONCE:+%$AT_ONCE}" --output="$out/slurm/task-%A_%a.log" \
        "$here/slurm-task.sh" "$list" "$chunk" "$program" "$out" "$@")
    array=${array%%;*}
    echo "array $array: $tasks tasks of $chunk"
    after=(--dependency="afterany:$array")
fi
# Whatever became of the array: the report shows what there is, and the job fails with the name of what is missing.
merge=("$program" reproduce "$@" --out "$out" --merge)
merge=$(sbatch --parsable "${after[@]}" --job-name=nrr-snn-merge --output="$out/slurm/merge-%j.log" --wrap "${merge[*]@Q}")
echo "merge ${merge%%;*}: $out/slurm/merge-${merge%%;*}.log, $out/report.html, $out/results.json"
