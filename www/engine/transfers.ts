import type { Recognition } from "./protocol.ts";

/** Buffers of a recognition that are transferred, not copied. */
export function buffersOf(r: Recognition): Transferable[] {
  const out: Transferable[] = [r.clip.buffer];
  if (r.traces) {
    out.push(r.traces.spectrogram.buffer, r.traces.output.buffer);
    for (const l of r.traces.layers) {
      const arrays = l.activity ? [l.activity] : [l.sFf, l.sRec, l.vFf, l.vRec, l.adaptation, l.threshold];
      out.push(...arrays.map((a) => a.buffer));
    }
  }
  return out;
}
