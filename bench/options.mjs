/** Options of the benchmarks in JavaScript: those of `nrr-snn bench`, as far as they make sense here. */
import { parseArgs } from "node:util";

/**
 * Reads the command line.
 *
 * @returns {{ spec: object, scalar: boolean }}
 */
export function options() {
  const { values } = parseArgs({
    options: {
      system: { type: "string", default: "nrr-shallow" },
      topology: { type: "string" },
      rule: { type: "string", default: "" },
      set: { type: "string", multiple: true, default: [] },
      batches: { type: "string", default: "10" },
      repeats: { type: "string", default: "5" },
      frames: { type: "string" },
      seed: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      scalar: { type: "boolean", default: false },
      json: { type: "boolean", default: true },
    },
  });
  if (values.threads !== "1") {
    throw new Error(`--threads: expected 1, got ${values.threads}; several workers are measured by bench/workers.mjs`);
  }
  const settings = Object.fromEntries(
    values.set.map((change) => {
      const at = change.indexOf("=");
      if (at < 0) {
        throw new Error(`--set: expected KEY=VALUE, got "${change}"`);
      }
      return [change.slice(0, at).trim(), change.slice(at + 1)];
    }),
  );
  if (values.topology !== undefined) {
    settings.topology = values.topology;
  }
  const { system, rule } = values;
  const spec = { system, rule, settings, seed: Number(values.seed), batches: Number(values.batches), repeats: Number(values.repeats) };
  if (values.frames !== undefined) {
    spec.frames = Number(values.frames);
  }
  return { spec, scalar: values.scalar };
}

/** Runs `main`; a failure is told in one line. */
export async function run(main) {
  try {
    console.log(JSON.stringify(await main(options())));
  } catch (error) {
    console.error(`error: ${error.message ?? error}`);
    process.exitCode = 1;
  }
}
