/** Empties the page: no desk keeps what the visitor brought, recorded, trained or found. */
import type { App } from "../app/context.ts";
import type { DataDesk } from "../data/desk.ts";
import type { TrainDesk } from "../train/desk.ts";
import type { RunDesk } from "../train/run-desk.ts";
import { START } from "../train/settings.ts";

export interface OwnDesks {
  data: Pick<DataDesk, "recorder" | "play" | "imports" | "words" | "set">;
  train: Pick<TrainDesk, "set">;
  runs: Pick<RunDesk, "reset">;
}

interface Forgetful {
  leave?(): void;
  forget?(): void | Promise<void>;
}

/** Nothing of it waits for the engine, which may be dead: what it holds is gone with its next run. */
export async function clearDesks(app: Pick<App, "desks" | "models" | "player" | "session" | "tryDesk">, { data, train, runs }: OwnDesks): Promise<void> {
  data.recorder.stop();
  data.play.stop();
  app.player.stop();
  runs.reset().catch(() => undefined);
  const forgotten = Object.values<Forgetful>({ ...app.desks }).map(async (desk) => {
    desk.leave?.();
    await desk.forget?.();
  });
  forgetModel(app);
  await data.imports.end();
  data.words.begin();
  data.set({ source: "own" });
  train.set({ choices: START, pending: undefined, given: undefined });
  const failed = (await Promise.allSettled(forgotten)).find((r) => r.status === "rejected");
  if (failed) {
    throw failed.reason;
  }
}

/** Try begins anew: with the page's own model, and one of its clips. */
function forgetModel({ session, models, tryDesk }: Pick<App, "session" | "models" | "tryDesk">): void {
  let model = Promise.resolve();
  if (session.state.model?.origin !== "shipped") {
    session.set({ model: undefined, modelProblem: undefined });
    model = models.loadShipped();
  }
  tryDesk.startOver(model);
}
