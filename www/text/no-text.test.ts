import { describe, expect, test } from "vitest";
import { sentencesIn } from "./scan.ts";

const CODE = import.meta.glob<string>(["../**/*.ts", "!../**/*.test.ts", "!../engine/pkg/**"], { query: "?raw", import: "default", eager: true });
const STYLES = import.meta.glob<string>("../**/*.css", { query: "?raw", import: "default", eager: true });

const classes = new Set(Object.values(STYLES).flatMap((css) => [...css.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name ?? "")));

/** Where words stand in code all the same, and why. */
const EXCEPTIONS: Record<string, string> = {
  "../engine/": "what the engine says is English in every language",
  "../speed/worker.ts": "a worker's errors are the engine's",
  "../phonemes/worker.ts": "a worker's errors are the engine's",
  "./scan.ts": "is this check",
  "./choose.ts": "a language is called by its own name",
  "./text.ts": "says that texts are missing, when there are none to say it with",
  "../reproduce/report.ts": "results.json is the program's file and speaks its language",
  "../compare/test-export.ts": "files of the test are the same in every language, as their headings are",
  "../phonemes/phones.ts": "English words as examples of English sounds",
};

describe("no sentence stands in code", () => {
  const found = Object.entries(CODE).flatMap(([path, code]) => sentencesIn(path, code, classes).map((f) => ({ path, where: `${path.slice(3)}:${f.line}: ${f.text}` })));
  const isExcepted = (path: string): string | undefined => Object.keys(EXCEPTIONS).find((start) => path.startsWith(start));

  test("in the page", () => {
    expect(found.filter(({ path }) => isExcepted(path) === undefined).map(({ where }) => where)).toEqual([]);
  });

  test.each(Object.keys(EXCEPTIONS))("the exception %s is needed", (start) => {
    expect(found.some(({ path }) => path.startsWith(start))).toBe(true);
  });
});

describe("the check sees", () => {
  const texts = (code: string): string[] => sentencesIn("x.ts", code, new Set(["primary", "wide"])).map((f) => f.text);

  test.each([
    ["html`<p>Hello</p>`", ["Hello"]],
    ["html`<p>${x} of the takes</p>`", ["of the takes"]],
    ["html`<button aria-label=\"Stop it\" class=\"primary wide\"></button>`", ["Stop it"]],
    ["html`<button title='Close'></button>`", ["Close"]],
    ["html`<input placeholder=Name />`", ["Name"]],
    ["html`<p>${done ? \"Done\" : \"Training …\"}</p>`", ["Done", "Training …"]],
    ["notices.tell({ id: \"x\", text: \"Nothing was heard.\" })", ["Nothing was heard."]],
    ["const says = `take ${n} of ${m}`", ["take … of …"]],
    ["const says = `epoch ${n}`", ["epoch …"]],
    ["throw new Error(\"the file is empty\")", ["the file is empty"]],
    ["const none = \"not measured\"", ["not measured"]],
    ["b.addEventListener(\"click\", () => tell(\"It was clicked\"))", ["It was clicked"]],
  ])("%s", (code, expected) => {
    expect(texts(code)).toEqual(expected);
  });

  test.each([
    "html`<button type=\"button\" class=\"primary wide\" data-testid=\"save it\">${t(\"save\")}</button>`",
    "html`<h1>NRR-SNN</h1><code>nrr-snn train</code>`",
    "button(\"train\", \"primary wide\")",
    "import x from \"./Some where.ts\"",
    "throw new Bug(\"the plan has no figures\")",
    "e.querySelector(\".menu button\")",
    "if (event.key === \"Escape\") {}",
    "c.font = `12px ${family}`",
    "svg`<path d=\"M3 12h3l2-5 4 11\"></path>`",
  ])("nothing in %s", (code) => {
    expect(texts(code)).toEqual([]);
  });
});
