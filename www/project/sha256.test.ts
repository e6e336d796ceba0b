import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { Sha256 } from "./sha256.ts";

it("is SHA-256, however its input is cut", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) & 255);
  for (const length of [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000]) {
    const some = bytes.subarray(0, length);
    const expected = createHash("sha256").update(some).digest("hex");
    expect(new Sha256().update(some).hex(), String(length)).toBe(expected);
    const cut = new Sha256();
    for (let i = 0; i < length; i += 37) {
      cut.update(some.subarray(i, i + 37));
    }
    expect(cut.hex(), String(length)).toBe(expected);
  }
});
