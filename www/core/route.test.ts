import { describe, expect, it } from "vitest";
import { parseRoute, printRoute } from "./route.ts";

describe("route", () => {
  it("goes round", () => {
    const route = { place: "train" as const, query: { leak: "0.5", rule: "bptt", topology: "RFC100-FC10" } };
    expect(parseRoute(printRoute(route))).toEqual(route);
  });

  it.each(["", "#", "#/", "#/nowhere", "#//try", "#/%00", "#/<script>", "#/try/x"])("falls back from %j", (hash) => {
    expect(parseRoute(hash)).toEqual({ place: "try", query: {} });
  });

  it("leaves out what is too long and too much", () => {
    const long = "x".repeat(500);
    const many = Array.from({ length: 500 }, (_, i) => `k${i}=1`).join("&");
    expect(parseRoute(`#/train?rule=${long}`).query).toEqual({});
    expect(Object.keys(parseRoute(`#/train?${many}`).query).length).toBe(60);
  });

  it("has no prototype surprises", () => {
    const { query } = parseRoute("#/train?__proto__=1&constructor=2");
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, "1")).toBe(false);
  });
});
