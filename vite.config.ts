import { defineConfig } from "vitest/config";
import { firstVisit } from "./www/build/first-visit.ts";
import { messages } from "./www/build/messages.ts";
import { offline } from "./www/build/offline.ts";
import { withoutPolicyInDevelopment } from "./www/build/dev-policy.ts";
import { squeezeTemplates } from "./www/build/squeeze-templates.ts";

/** What only places other than Try need. */
function isLater(asset: { names: string[]; originalFileNames: string[] }): boolean {
  return asset.names.includes("place.css") || asset.originalFileNames.some((name) => /[/]pkg[/]lab-/.test(name));
}

/** Texts that the first visit shows, in the language that most visits have. */
const FIRST_TEXTS = /[/]www[/]text[/]en[/](app|try|plots)[.]json$/;

/** Code and texts of the later places alone: of one, or shared by some of them. */
function isLaterChunk(chunk: { moduleIds: string[] }): boolean {
  return !chunk.moduleIds.some((id) => first.has(id) || FIRST_TEXTS.test(id) || /node_modules[/](@messageformat|make-plural)[/]/.test(id));
}

/** Workers that only later places start. */
function isLaterWorker(id: string | null | undefined): boolean {
  return /[/]www[/](data|speed|phonemes)[/]|[/]engine[/]lab-worker/.test(id ?? "");
}

const first = firstVisit("/www/main.ts");

/** The engine's binaries bear their build in their names. */
function assetName(asset: { names: string[]; originalFileNames: string[] }): string {
  const [, binary] = /[/]pkg[/]([a-z]+-[a-z]+)[/][^/]*[.]wasm$/.exec(asset.originalFileNames[0] ?? "") ?? [];
  return `assets/${isLater(asset) ? "later-" : ""}${binary ?? "[name]"}-[hash][extname]`;
}

/** Files of the finished page that a first visit does without. */
function isLaterFile(url: string): boolean {
  return url.includes("/later-") || /[.]pack$|^data[/][a-z]+[.]json$/.test(url);
}

/** The page: a static folder that works from any path on any static host, without special headers. */
export default defineConfig({
  base: "./",
  publicDir: "www/public",
  plugins: [first.plugin, messages(), squeezeTemplates(), withoutPolicyInDevelopment(), offline(isLaterFile)],
  build: {
    outDir: "dist",
    target: "es2022",
    // Every module, worker, worklet and binary is a file of its own: the page's policy allows no data or blob addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What a first visit does not download bears it in its name: the check of sizes leaves it out of the page's budget.
        chunkFileNames: (chunk) => `assets/${isLaterChunk(chunk) ? "later-" : ""}[name]-[hash].js`,
        assetFileNames: assetName,
        // Modules wait for their texts at the top; what the texts themselves need must therefore not be in a module that waits.
        codeSplitting: {
          groups: [
            { name: "messages", test: /node_modules[/]@messageformat[/]runtime/, priority: 3 },
            // What starts the engine waits for nothing, and so stands before what waits for texts.
            { name: "early", test: /[/]www[/]engine[/](early|client|fault)[.]ts$|node_modules[/]comlink[/]/, priority: 2 },
            { name: "first", test: (id: string) => first.has(id), priority: 1 },
          ],
        },
      },
    },
  },
  worker: {
    format: "es",
    rolldownOptions: {
      output: {
        // A service worker answers for the folder that it stands in.
        entryFileNames: (chunk) => (/[/]offline[/]sw[.]ts/.test(chunk.facadeModuleId ?? "") ? "sw.js" : `assets/${isLaterWorker(chunk.facadeModuleId) ? "later-" : ""}[name]-[hash].js`),
        // What the engine's worker fetches when it is asked to learn.
        chunkFileNames: (chunk) => `assets/${chunk.isDynamicEntry ? "later-" : ""}[name]-[hash].js`,
        assetFileNames: assetName,
      },
    },
  },
  server: { host: "127.0.0.1" },
  test: {
    include: ["www/**/*.test.ts"],
    environment: "node",
    // Style sheets are read by the checks of colours and of texts.
    css: true,
  },
});
