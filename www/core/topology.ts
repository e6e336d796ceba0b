import { count, list } from "./format.ts";

/** One layer of a topology in plain words; a name that is not understood stays as it is. */
function layerInWords(name: string): string {
  const conv = /^C(\d+)x(\d+)x(\d+)(?:\/(\d+))?$/.exec(name);
  if (conv) {
    return `a convolution of ${count(Number(conv[1]), "channel")} over ${count(Number(conv[2]), "band")} and ${count(Number(conv[3]), "frame")}`;
  }
  const [, loop, neurons] = /^(R?)FC(\d+)$/.exec(name) ?? [];
  return neurons === undefined ? name : `${count(Number(neurons), "neuron")}${loop === "R" ? " with a loop" : ""}`;
}

/** The layers of a topology such as `RFC500-FC10` in plain words, from the sound to the readout. */
export function topologyInWords(topology: string): string {
  const hidden = topology.split("-").slice(0, -1).map(layerInWords);
  return list([...hidden, "a readout with one neuron per word"]);
}
