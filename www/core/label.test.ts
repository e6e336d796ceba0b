import { expect, it } from "vitest";
import { notItsWord } from "./label.ts";

it("says of a word that a network does not know among which it chooses", () => {
  expect(notItsWord("0", ["1", "3", "7", "9"])).toBe("“0” is not one of its words; it has to choose among 1, 3, 7, 9");
  expect(notItsWord("x", Array.from({ length: 14 }, (_, i) => String(i)))).toMatch(/10, 11, …$/);
});
