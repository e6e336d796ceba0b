import { describe, expect, it } from "vitest";
import { Notices } from "../app/notices.ts";
import { type ActiveModel, newSession } from "../app/session.ts";
import { GIVEN, giveAgain } from "./given.ts";

const RUN = { title: "1, 7", model: Uint8Array.of(1), weightsSha256: "mine" };

/** What a page of this model in Try does about weights that it had of a run. */
function page(model: Partial<ActiveModel> | undefined, given: string | undefined, run: typeof RUN | undefined) {
  const session = newSession("try");
  session.set({ model: model && ({ info: { weightsSha256: "shipped" }, ...model } as ActiveModel) });
  const notices = new Notices();
  const taken: string[] = [];
  const models = { adopt: (title: string) => Promise.resolve(void taken.push(title)) };
  giveAgain({ session, notices, models: models as never }, given, run);
  return { taken, told: notices.state.notices.find((n) => n.id === GIVEN), notices };
}

describe("the model of Try, when the page is opened anew", () => {
  it("is the run's where it was", () => {
    expect(page({ origin: "shipped" }, "mine", RUN)).toMatchObject({ taken: ["1, 7"], told: undefined });
    expect(page(undefined, "mine", RUN).taken).toEqual(["1, 7"]);
  });

  it("is what it is where Try had no model that was taught, has it, or has one of a file", () => {
    for (const is of [page({ origin: "shipped" }, undefined, RUN), page({ origin: "file" }, "mine", RUN), page({ origin: "taught", info: { weightsSha256: "mine" } as ActiveModel["info"] }, "mine", RUN)]) {
      expect(is).toMatchObject({ taken: [], told: undefined });
    }
  });

  it("is told to be another where the one it had is not kept, and the run's can be taken", () => {
    const { taken, told, notices } = page({ origin: "shipped" }, "another", RUN);
    expect(taken).toEqual([]);
    told?.action?.run();
    expect(taken).toEqual(["1, 7"]);
    expect(notices.state.notices).toEqual([]);
    expect(page({ origin: "shipped" }, "another", undefined).told?.action).toBeUndefined();
  });
});
