/** Tells the service worker which files the build has, once they are all written. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";
import { Bug } from "../core/bug.ts";
import { type File, type Files, FILES_LIST } from "../offline/files.ts";

const SERVICE_WORKER = "sw.js";
const GAP = "__NRR_FILES__";

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

const digest = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex").slice(0, 16);

/** @param isLater whether a first visit does without a file */
export function offline(isLater: (url: string) => boolean): Plugin {
  let out = "";
  return {
    name: "offline",
    apply: "build",
    configResolved(config) {
      out = join(config.root, config.build.outDir);
    },
    closeBundle() {
      const all = walk(out)
        .map((path): File => [relative(out, path).replaceAll(sep, "/"), digest(readFileSync(path)), statSync(path).size])
        .filter(([url]) => url !== SERVICE_WORKER && url !== FILES_LIST && !url.endsWith(".map"))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const files: Files = {
        build: digest(JSON.stringify(all)),
        first: all.filter(([url]) => !isLater(url)),
        later: all.filter(([url]) => isLater(url)),
      };
      const path = join(out, SERVICE_WORKER);
      const text = readFileSync(path, "utf8");
      if (!text.includes(GAP)) {
        throw new Bug(`no ${GAP} in ${SERVICE_WORKER}`);
      }
      // As a string in the script, between quotes of either kind.
      writeFileSync(path, text.replace(GAP, JSON.stringify(files).replaceAll("\\", "\\\\").replaceAll('"', '\\"')));
      writeFileSync(join(out, FILES_LIST), JSON.stringify(files));
    },
  };
}
