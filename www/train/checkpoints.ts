/** The networks that a run leaves behind for its timeline: few enough to keep in memory, evenly spread, the first ones and the last always there. */

/** The run as it was after an epoch: bytes that a run or a laboratory can be loaded from. */
export interface Checkpoint {
  epoch: number;
  bytes: Uint8Array;
}

/** At most so many are kept, and so many bytes of them. A layer of 500 neurons with its loop and its optimiser has 3.4 MB. */
export const MOST_CHECKPOINTS = 24;
export const MOST_CHECKPOINT_BYTES = 64e6;

function bytesOf(kept: readonly Checkpoint[]): number {
  return kept.reduce((sum, c) => sum + c.bytes.byteLength, 0);
}

/**
 * The one between two neighbours that lie closest together: without it the rest is most evenly spread. The network before learning does not
 * stand for the first that has learnt, which stays beside it.
 */
function mostCrowded(kept: readonly Checkpoint[]): number {
  const from = kept[0]?.epoch === 0 && kept.length > 3 ? 2 : 1;
  let [best, least] = [from, Infinity];
  for (let i = from; i < kept.length - 1; i++) {
    const gap = (kept[i + 1]?.epoch ?? 0) - (kept[i - 1]?.epoch ?? 0);
    if (gap < least) {
      [best, least] = [i, gap];
    }
  }
  return best;
}

/**
 * What is kept once `newest` has come. The first and the newest stay whatever their size; between them the most crowded go first. A run that
 * was put back repeats epochs: what it had of them before is dropped.
 */
export function keepCheckpoint(
  kept: readonly Checkpoint[],
  newest: Checkpoint,
  most = MOST_CHECKPOINTS,
  mostBytes = MOST_CHECKPOINT_BYTES,
): Checkpoint[] {
  const out = [...kept.filter((c) => c.epoch < newest.epoch), newest];
  while (out.length > 2 && (out.length > most || bytesOf(out) > mostBytes)) {
    out.splice(mostCrowded(out), 1);
  }
  return out;
}
