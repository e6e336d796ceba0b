/** Gives Try the model again that it had of the run, when the page is opened anew. */
import type { App } from "../app/context.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { SavedRun } from "./saved-run.ts";

const t = await texts("data");

/** Id of its notice. */
export const GIVEN = "given";

/** @param given weights of the model that Try had; only the last run's is kept, so that of any other nothing is left but a word of it */
export function giveAgain({ session, models, notices }: Pick<App, "session" | "models" | "notices">, given: string | undefined, run: Pick<SavedRun, "title" | "model" | "weightsSha256"> | undefined): void {
  const { model } = session.state;
  // What the visitor has opened meanwhile stays.
  if (given === undefined || model?.origin === "file" || model?.info.weightsSha256 === given) {
    return;
  }
  const give = ({ title, model: bytes }: Pick<SavedRun, "title" | "model">): void => {
    notices.dismiss(GIVEN);
    settle(models.adopt(title, bytes), (text) => notices.tell({ id: GIVEN, tone: "bad", text }));
  };
  if (run?.weightsSha256 === given) {
    give(run);
  } else {
    notices.tell({ id: GIVEN, tone: "info", text: t("given.gone"), ...(run ? { action: { title: t("given.run"), run: () => give(run) } } : {}) });
  }
}
