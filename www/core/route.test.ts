import { describe, expect, it } from "vitest";
import { parseRoute, printRoute } from "./route.ts";

describe("route", () => {
  it("goes round", () => {
    const route = { place: "train" as const, query: { leak: "0.5", rule: "bptt", topology: "RFC100-FC10" } };
    expect(parseRoute(printRoute(route))).toEqual({ ...route, problems: [] });
  });

  it.each(["", "#", "#/", "#/?"])("opens the first place without a word from %j", (hash) => {
    expect(parseRoute(hash)).toEqual({ place: "try", query: {}, problems: [] });
  });

  it.each([
    ["#/nowhere", "nowhere"],
    ["#//try", "/try"],
    ["#/%00", "%00"],
    ["#/<script>", "<script>"],
    ["#/try/x", "try/x"],
    [`#/${"x".repeat(500)}?`, "x".repeat(40)],
  ])("falls back from %j, and names the place", (hash, what) => {
    expect(parseRoute(hash)).toEqual({ place: "try", query: {}, problems: [{ key: "place", what }] });
  });

  it("leaves out what is too long and too much, and says so", () => {
    const long = "x".repeat(500);
    const many = Array.from({ length: 500 }, (_, i) => `k${i}=1`).join("&");
    expect(parseRoute(`#/train?rule=${long}&${long}=1&seed=3`)).toEqual({
      place: "train",
      query: { seed: "3" },
      problems: [
        { key: "long", what: "rule" },
        { key: "long", what: "x".repeat(40) },
      ],
    });
    const { query, problems } = parseRoute(`#/train?${many}`);
    expect(Object.keys(query).length).toBe(60);
    expect(problems).toEqual([{ key: "many", count: 440 }]);
  });

  it("takes the first of two, and keeps what stands behind a second question mark for its check", () => {
    expect(parseRoute("#/train?seed=1&seed=2&epochs=3?rule=rp")).toEqual({
      place: "train",
      query: { seed: "1", epochs: "3?rule=rp" },
      problems: [{ key: "twice", what: "seed" }],
    });
  });

  it("has no prototype surprises", () => {
    const { query } = parseRoute("#/train?__proto__=1&constructor=2");
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, "1")).toBe(false);
  });
});
