import { expect, it } from "vitest";
import { Sha256 } from "./sha256.ts";

/** By the runtime's own. */
async function theirs(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((x) => x.toString(16).padStart(2, "0")).join("");
}

it("is SHA-256, however its input is cut", async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) & 255);
  for (const length of [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000]) {
    const some = bytes.slice(0, length);
    const expected = await theirs(some);
    expect(new Sha256().update(some).hex(), String(length)).toBe(expected);
    const cut = new Sha256();
    for (let i = 0; i < length; i += 37) {
      cut.update(some.subarray(i, i + 37));
    }
    expect(cut.hex(), String(length)).toBe(expected);
  }
});
