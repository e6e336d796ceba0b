#!/usr/bin/env bash
# One task of the array that slurm.sh submits: slurm-task.sh LIST CHUNK PROGRAM OUT WHAT [OPTIONS]…
#SBATCH --job-name=nrr-snn
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=08:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120
set -uo pipefail
list=$1 chunk=$2 program=$3 out=$4
shift 4

run='' heard='' end=''
# The time limit is near: Slurm tells this shell alone, so it tells the run, which keeps what it has after the epoch under way.
trap 'heard=1 end=limit; [ -z "$run" ] || kill -TERM "$run"' USR1
# Cancelled: Slurm has told the run too.
trap 'heard=1 end=cancelled' TERM INT

status=0
mapfile -t ids < <(tail -n "+$((SLURM_ARRAY_TASK_ID * chunk + 1))" "$list" | head -n "$chunk")
for id in "${ids[@]}"; do
    [ -z "$end" ] || { status=130; break; }
    echo "$(date -u +%FT%TZ) $(hostname) $id"
    "$program" reproduce "$@" --out "$out" --job "$id" --threads "${SLURM_CPUS_PER_TASK:-1}" &
    run=$!
    # A signal ends the shell's waiting, not the run.
    while heard=; wait "$run"; code=$?; [ -n "$heard" ]; do :; done
    run=''
    [ "$code" -eq 0 ] || { status=$code; echo "$id ended with $code" >&2; }
done
if [ "$end" = limit ] && [ "$status" -ne 0 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 50 ]; then
    echo "the time limit is near; the task is queued again and goes on" >&2
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit "$status"
