/** The texts that there are, by part of the page. English is the one that the others are measured by (`catalogs.test.ts`). */
import type app from "./en/app.json";
import type compare from "./en/compare.json";
import type data from "./en/data.json";
import type drawn from "./en/drawn.json";
import type explain from "./en/explain.json";
import type explanations from "./en/explanations.json";
import type glossary from "./en/glossary.json";
import type help from "./en/help.json";
import type inside from "./en/inside.json";
import type listen from "./en/listen.json";
import type microphone from "./en/microphone.json";
import type names from "./en/names.json";
import type phonemes from "./en/phonemes.json";
import type plan from "./en/plan.json";
import type plots from "./en/plots.json";
import type reproduce from "./en/reproduce.json";
import type speed from "./en/speed.json";
import type train from "./en/train.json";
import type tryTexts from "./en/try.json";

export interface Catalogs {
  app: typeof app;
  compare: typeof compare;
  data: typeof data;
  drawn: typeof drawn;
  explain: typeof explain;
  explanations: typeof explanations;
  glossary: typeof glossary;
  help: typeof help;
  inside: typeof inside;
  listen: typeof listen;
  microphone: typeof microphone;
  names: typeof names;
  phonemes: typeof phonemes;
  plan: typeof plan;
  plots: typeof plots;
  reproduce: typeof reproduce;
  speed: typeof speed;
  train: typeof train;
  try: typeof tryTexts;
}
