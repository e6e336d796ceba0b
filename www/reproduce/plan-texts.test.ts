import { afterAll, expect, it } from "vitest";
import { speak } from "../text/text.ts";
import { PLAN } from "./plan.ts";
import { planText } from "./plan-texts.ts";

afterAll(() => speak("en"));

const all = PLAN.figures.flatMap(({ title, paper, panels, rows, comparisons }) => [
  title,
  paper,
  ...panels.flatMap((p) => [p.title, p.caption, ...p.lines.map((l) => l.name)]),
  ...rows.map((r) => r.name),
  ...comparisons.map((c) => c.what),
]);

it("leaves the program's English as it is", async () => {
  await speak("en");
  expect(all.filter((text) => planText(text).replaceAll("\u00a0", " ") !== text)).toEqual([]);
});

it("has every text of the plan in German; names and ids stay", async () => {
  await speak("de");
  expect(all.filter((text) => /[a-z]{2} [a-z]{2}/.test(text) && planText(text) === text)).toEqual([]);
  expect(planText("Other networks by epoch, the paper's settings.")).toBe("Andere Netze je Epoche, die Einstellungen der Arbeit.");
  expect(planText("NRR-SNN, shallow, without plasticity (nrr-shallow-plain)")).toBe("NRR-SNN, flach, ohne Plastizität (nrr-shallow-plain)");
});
