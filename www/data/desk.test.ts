import { expect, it } from "vitest";
import { inShort } from "./desk.ts";

it("shortens names only where that makes them shorter", () => {
  expect([["1", "3"], ["1", "3", "7", "9"], ["1", "3", "7", "9", "0"]].map(inShort)).toEqual(["1, 3", "1, 3, 7, 9", "1, 3, 7 …"]);
});
