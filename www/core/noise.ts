/** The label of the class that Data marks as background noise; a model that has it hears noises as noises. */
export const NOISE_LABEL = "_background_noise_";
