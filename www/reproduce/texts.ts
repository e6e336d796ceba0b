/** What each figure asks, in plain words. */
export const ASKS: Readonly<Record<string, { short: string; plain: string }>> = {
  table2: {
    short: "How well does every network hear digits?",
    plain:
      "Every network of the paper's comparison learns the same ten words, each by its own rule. The paper's message: a deep network with adaptive thresholds, a sparse loop and reward propagation hears best, and each of these parts helps on its own.",
  },
  fig4: {
    short: "Do adaptive thresholds and a sparse loop help?",
    plain:
      "A neuron with plasticity raises its threshold when it fires often. The paper says that this makes the network more accurate, and that half of the loop's connections are enough for a spiking network, while a network without spikes needs them all.",
  },
  fig5: {
    short: "Is reward propagation better than backpropagation?",
    plain:
      "The same network learns by reward propagation (RP), which sends a random code of the right answer straight to every layer, and by pseudo-BP, which sends the error back step by step. The paper says that RP ends higher, and that plasticity helps it more.",
  },
  fig6: {
    short: "What does noise do to what was learnt?",
    plain:
      "A share of the sound's values is replaced by chance ones, in the test alone or in training too. The paper says that the spiking network hardly minds, while an ordinary network (DNN) loses its accuracy quickly.",
  },
  fig7: {
    short: "Who withstands noise that they never heard before?",
    plain:
      "The robust ratio is the accuracy of a network that learnt without noise over that of one that learnt with it, both tested under noise. The paper says that the spiking network's stays near 1 up to 50 % of noise, and that the DNN's falls.",
  },
};

/** Figures that the program draws without training, or from one trained network. */
export const DRAWN: readonly { what: string; command: string }[] = [
  { what: "Figure 1, the neuron alone, and figure 2, its two channels, adaptive threshold and vector fields", command: "nrr-snn reproduce fig2 --data bundled --out results" },
  { what: "Figure 3, waveforms and spectrograms of words", command: "nrr-snn reproduce fig3 --data bundled --out results" },
];
