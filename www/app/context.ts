import type { Place } from "../core/route.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Player } from "../audio/player.ts";
import type { ListenDesk } from "../listen/desk.ts";
import type { PhonemesDesk } from "../phonemes/desk.ts";
import type { ReproduceAddress } from "../reproduce/address.ts";
import type { SpeedDesk } from "../speed/desk.ts";
import type { TeachDesk } from "../teach/desk.ts";
import type { TryDesk } from "../try/desk.ts";
import type { ModelDesk } from "./model-desk.ts";
import type { Notices } from "./notices.ts";
import type { Session } from "./session.ts";

/** What every panel can reach: the shared state and the desks that do the work. */
export interface App {
  session: Session;
  notices: Notices;
  engine: EngineClient;
  player: Player;
  models: ModelDesk;
  tryDesk: TryDesk;
  teach: TeachDesk;
  listen: ListenDesk;
  reproduce: ReproduceAddress;
  speed: SpeedDesk;
  /** The desk of every place, to be left; that of Phonemes comes with its place. */
  desks: Record<Exclude<Place, "phonemes">, { leave(): void }> & { phonemes?: PhonemesDesk };
  go(place: Place): void;
  /** Starts the engine again after a failure, and fills what is still empty. */
  startAgain(): Promise<void>;
}
