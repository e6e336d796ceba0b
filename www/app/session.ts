import { Store } from "../core/store.ts";
import type { Place } from "../core/route.ts";
import type { EngineState } from "../engine/client.ts";
import type { EngineDescription, ModelInfo } from "../engine/protocol.ts";

/** The model that Try uses. */
export interface ActiveModel {
  title: string;
  origin: "shipped" | "file" | "taught";
  info: ModelInfo;
  /** Its file. */
  bytes: Uint8Array;
}

/** The model is the one of these weights. Words that were called otherwise since, as far as they are known, make it another. */
export function isInUse(model: ActiveModel | undefined, weightsSha256: string | undefined, labels: readonly string[] = []): boolean {
  return model !== undefined && model.info.weightsSha256 === weightsSha256 && (labels.length === 0 || labels.every((l) => model.info.labels.includes(l)));
}

/** What the whole page shares. */
export interface SessionState {
  place: Place;
  engine: EngineState;
  description: EngineDescription | undefined;
  model: ActiveModel | undefined;
  /** Why there is no model, or why the last one was not taken. */
  modelProblem: string | undefined;
  modelBusy: boolean;
  /** The project is open: there may be a run to show. */
  project: boolean;
}

export type Session = Store<SessionState>;

export function newSession(place: Place): Session {
  return new Store<SessionState>({
    place,
    engine: { kind: "starting" },
    description: undefined,
    model: undefined,
    modelProblem: undefined,
    modelBusy: false,
    project: false,
  });
}
