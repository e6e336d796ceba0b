import { describe, expect, test } from "vitest";
import { contrast, distance, parseHex, type Rgb, schemesOf, seen, type Sight } from "./palette.ts";
import css from "./tokens.css?raw";

const SCHEMES = schemesOf(css);
const SIGHTS: Sight[] = ["normal", "protanopia", "deuteranopia", "tritanopia"];

/** Marks that stand together in one plot and must be told apart; shape or dash tells them apart as well. */
const MARKS = ["spike-f", "spike-r", "threshold", "potential", "winner"];

test("the measures are right", () => {
  expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21);
  expect(distance([0, 0, 0], [1, 1, 1])).toBeCloseTo(100, 0);
  // Pure red and a dark yellow are one colour to who has no long-wave cones, and two to everybody else.
  const [red, olive] = [parseHex("#ff0000"), parseHex("#6d5f00")];
  expect(distance(seen(red, "protanopia"), seen(olive, "protanopia"))).toBeLessThan(distance(red, olive) / 3);
  // So are this blue and this green to who has no short-wave cones.
  const [blue, green] = [parseHex("#0000ff"), parseHex("#006b60")];
  expect(distance(seen(blue, "tritanopia"), seen(green, "tritanopia"))).toBeLessThan(distance(blue, green) / 3);
});

describe.each(Object.entries(SCHEMES))("%s", (_, tokens) => {
  const of = (name: string): Rgb => parseHex(tokens[name] ?? "");

  test.each(["ink", "ink-2", "act", "good", "warn", "bad", "winner"])("text in %s is legible on every ground", (name) => {
    for (const ground of ["ground", "surface", "well"]) {
      expect(contrast(of(name), of(ground)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each([["ink", "act-tint"], ["act", "act-tint"], ["ink", "warn-tint"], ["ink", "bad-tint"], ["bad", "bad-tint"], ["on-act", "act"], ["on-act", "act-hover"]])("text in %s on %s", (ink, ground) => {
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([...MARKS, "others", "rule-strong", "focus"])("the mark %s stands out from its ground, with any sight", (name) => {
    for (const sight of SIGHTS) {
      for (const ground of ["surface", "well"]) {
        expect(contrast(seen(of(name), sight), seen(of(ground), sight)), `${sight}, ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  test.each(SIGHTS)("marks are told apart with %s sight", (sight) => {
    const close = MARKS.flatMap((a, i) => MARKS.slice(i + 1).map((b) => ({ pair: `${a}, ${b}`, distance: distance(seen(of(a), sight), seen(of(b), sight)) }))).filter((p) => p.distance < 15);
    expect(close).toEqual([]);
  });

  test.each(SIGHTS)("the ramp grows steadily with %s sight", (sight) => {
    const ramp = [0, 1, 2, 3, 4].map((i) => seen(of(`ramp-${i}`), sight));
    const steps = ramp.slice(1).map((c, i) => contrast(c, ramp[i] ?? c));
    expect(steps.every((step) => step >= 1.2), steps.join()).toBe(true);
  });
});
