import type { Player } from "../audio/player.ts";
import type { TestDesk } from "../compare/test-desk.ts";
import type { RaceDesk } from "../compare/race-desk.ts";
import type { VoicesDesk } from "../compare/voices-desk.ts";
import type { Place } from "../core/route.ts";
import type { EngineClient } from "../engine/client.ts";
import type { ListenDesk } from "../listen/desk.ts";
import type { PhonemesDesk } from "../phonemes/desk.ts";
import type { Project } from "../project/project.ts";
import type { ReproduceDesk } from "../reproduce/desk.ts";
import type { SpeedDesk } from "../speed/desk.ts";
import type { TryDesk } from "../try/desk.ts";
import type { Addresses } from "./place-address.ts";
import type { ModelDesk } from "./model-desk.ts";
import type { Notices } from "./notices.ts";
import type { Session } from "./session.ts";

/** What a place does with its microphone, its sound and its timers when another is opened. */
export interface Leaving {
  leave(): void;
  /** Lets go of all that is the visitor's own. */
  forget?(): void | Promise<void>;
}

/** The desks of the places; all but that of Try come with their place, and stay. */
export interface Desks {
  try: TryDesk;
  listen?: ListenDesk;
  phonemes?: PhonemesDesk;
  speed?: SpeedDesk;
  test?: TestDesk;
  race?: RaceDesk;
  voices?: VoicesDesk;
  /** Its runs go on while other places are looked at. */
  reproduceRuns?: ReproduceDesk;
}

/** What every panel can reach: the shared state and the desks that do the work. */
export interface App {
  session: Session;
  notices: Notices;
  engine: EngineClient;
  player: Player;
  models: ModelDesk;
  tryDesk: TryDesk;
  addresses: Addresses;
  desks: Desks & Partial<Record<Place, Leaving>>;
  /** The recordings, settings and run that Data, Train, Inside and Compare share, once one of them was opened. */
  project: Project | undefined;
  /** Fetches and opens the project, once. */
  openProject(): Promise<Project>;
  go(place: Place): void;
  /** The fragment that opens a place, with the settings of the run. */
  addressOf(place: Place): string;
  /** Starts the engine again after a failure, and fills what is still empty. */
  startAgain(): Promise<void>;
}
