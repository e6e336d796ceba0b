/** Figures that the program draws without training, or from one trained network, and its commands for them. */
export const DRAWN = [
  { id: "fig2", command: "nrr-snn reproduce fig2 --data bundled --out results" },
  { id: "fig3", command: "nrr-snn reproduce fig3 --data bundled --out results" },
] as const;
