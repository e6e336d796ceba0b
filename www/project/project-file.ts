/** `project.json` of a project's zip file: what it says, and the check of one that anybody may have written. */
import type { EpochRecord, RunHead, RunSpec } from "../engine/protocol.ts";
import { MAX_TAKES, MOST_LETTERS, type Part, PARTS, type PartsBy } from "../data/words-state.ts";

export const FORMAT = "nrr-snn project";
export const FORMAT_VERSION = 1;
export const PROJECT_JSON = "project.json";
export const MODEL_FILE = "run/model.safetensors";
const MOST_WORDS_IN_FILE = 1000;
const MOST_TEXT = 2000;

export interface FileTake {
  file: string;
  name: string;
  speaker: string;
  index: number;
  part: Part;
  /** First sample that is learnt, and the first behind it. */
  from: number;
  to: number;
}

export interface FileWord {
  text: string;
  noise: boolean;
  takes: FileTake[];
}

export interface FileRun {
  spec: RunSpec;
  source: string;
  title: string;
  labels: string[];
  probeTitle: string;
  head: RunHead;
  records: EpochRecord[];
  stopped: boolean;
  elapsedMs: number;
  weightsSha256: string;
}

export interface ProjectFile {
  format: typeof FORMAT;
  version: number;
  /** SHA-256 of the data as a run learns from them; empty where there is nothing to learn from. */
  dataDigest: string;
  words: FileWord[];
  partsBy: PartsBy;
  partsSeed: number;
  source: string;
  train: Record<string, string>;
  run: FileRun | null;
}

/** What is wrong with a project file, by the key of its sentence and the place in the file. */
export class ProjectFileError extends Error {
  constructor(
    readonly problem: "json" | "other" | "newer" | "field",
    readonly where = "",
  ) {
    super(`${problem} ${where}`);
  }
}

type Fields = Record<string, unknown>;

const wrong = (where: string): never => {
  throw new ProjectFileError("field", where);
};

function object(value: unknown, where: string): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : wrong(where);
}

function text(value: unknown, where: string, most = MOST_TEXT): string {
  return typeof value === "string" && value.length <= most ? value : wrong(where);
}

function whole(value: unknown, where: string, most = Number.MAX_SAFE_INTEGER): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most ? value : wrong(where);
}

function number(value: unknown, where: string): number {
  return typeof value === "number" && Number.isFinite(value) ? value : wrong(where);
}

function truth(value: unknown, where: string): boolean {
  return typeof value === "boolean" ? value : wrong(where);
}

function list<T>(value: unknown, where: string, most: number, read: (item: unknown, where: string) => T): T[] {
  return Array.isArray(value) && value.length <= most ? value.map((item, i) => read(item, `${where}[${i}]`)) : wrong(where);
}

function texts(value: unknown, where: string): Record<string, string> {
  const entries = Object.entries(object(value, where));
  return entries.length <= 500 ? Object.fromEntries(entries.map(([key, v]) => [key, text(v, `${where}.${key}`)])) : wrong(where);
}

const maybe = <T>(value: unknown, where: string, read: (value: unknown, where: string) => T): T | null => (value === null || value === undefined ? null : read(value, where));

function take(value: unknown, where: string): FileTake {
  const o = object(value, where);
  const part = PARTS.find((p) => p === o["part"]) ?? wrong(`${where}.part`);
  return {
    file: text(o["file"], `${where}.file`),
    name: text(o["name"], `${where}.name`),
    speaker: text(o["speaker"], `${where}.speaker`),
    index: whole(o["index"], `${where}.index`, 0xffffffff),
    part,
    from: whole(o["from"], `${where}.from`),
    to: whole(o["to"], `${where}.to`),
  };
}

function word(value: unknown, where: string): FileWord {
  const o = object(value, where);
  return { text: text(o["text"], `${where}.text`, 10 * MOST_LETTERS), noise: truth(o["noise"], `${where}.noise`), takes: list(o["takes"], `${where}.takes`, MAX_TAKES, take) };
}

function record(value: unknown, where: string): EpochRecord {
  const o = object(value, where);
  const at = (key: string): number => number(o[key], `${where}.${key}`);
  const share = (key: string): number | null => maybe(o[key], `${where}.${key}`, number);
  return {
    epoch: whole(o["epoch"], `${where}.epoch`),
    trainLoss: at("trainLoss"),
    trainAccuracy: at("trainAccuracy"),
    validationAccuracy: share("validationAccuracy"),
    testAccuracy: share("testAccuracy"),
    firingRate: at("firingRate"),
    synapticOperations: at("synapticOperations"),
    energyNj: at("energyNj"),
    layers: list(o["layers"], `${where}.layers`, 64, (item, here) => {
      const l = object(item, here);
      return {
        firingRate: number(l["firingRate"], `${here}.firingRate`),
        silent: number(l["silent"], `${here}.silent`),
        saturated: number(l["saturated"], `${here}.saturated`),
        angle: maybe(l["angle"], `${here}.angle`, number),
      };
    }),
  };
}

function run(value: unknown, where: string): FileRun {
  const o = object(value, where);
  const spec = object(o["spec"], `${where}.spec`);
  const head = object(o["head"], `${where}.head`);
  const named = (of: Fields, key: string, part: string): string => text(of[key], `${where}.${part}${key}`);
  return {
    spec: {
      system: named(spec, "system", "spec."),
      rule: named(spec, "rule", "spec."),
      preset: named(spec, "preset", "spec."),
      seed: whole(spec["seed"], `${where}.spec.seed`),
      epochs: whole(spec["epochs"], `${where}.spec.epochs`, 1e6),
      split: named(spec, "split", "spec."),
      settings: texts(spec["settings"], `${where}.spec.settings`),
    },
    source: named(o, "source", ""),
    title: named(o, "title", ""),
    labels: list(o["labels"], `${where}.labels`, MOST_WORDS_IN_FILE, text),
    probeTitle: named(o, "probeTitle", ""),
    head: {
      trainCount: whole(head["trainCount"], `${where}.head.trainCount`),
      testCount: whole(head["testCount"], `${where}.head.testCount`),
      spiking: truth(head["spiking"], `${where}.head.spiking`),
      layers: list(head["layers"], `${where}.head.layers`, 64, text),
      notices: list(head["notices"], `${where}.head.notices`, MAX_TAKES, text),
      dataDigest: named(head, "dataDigest", "head."),
    },
    records: list(o["records"], `${where}.records`, 20_000, record),
    stopped: truth(o["stopped"], `${where}.stopped`),
    elapsedMs: number(o["elapsedMs"], `${where}.elapsedMs`),
    weightsSha256: named(o, "weightsSha256", ""),
  };
}

/** Reads the text of `project.json`. */
export function readProjectFile(json: string): ProjectFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ProjectFileError("json");
  }
  if (typeof value !== "object" || value === null || (value as Fields)["format"] !== FORMAT) {
    throw new ProjectFileError("other");
  }
  const o = value as Fields;
  const version = whole(o["version"], "version");
  if (version > FORMAT_VERSION) {
    throw new ProjectFileError("newer", String(version));
  }
  const words = list(o["words"], "words", MOST_WORDS_IN_FILE, word);
  if (words.reduce((n, w) => n + w.takes.length, 0) > MAX_TAKES) {
    wrong("words");
  }
  return {
    format: FORMAT,
    version,
    dataDigest: text(o["dataDigest"], "dataDigest"),
    words,
    partsBy: o["partsBy"] === "page" || o["partsBy"] === "visitor" ? o["partsBy"] : wrong("partsBy"),
    partsSeed: whole(o["partsSeed"], "partsSeed"),
    source: text(o["source"], "source"),
    train: texts(o["train"], "train"),
    run: maybe(o["run"], "run", run),
  };
}
