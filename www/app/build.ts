/** Puts the app together: one engine, one session, one desk per place, and the address as a picture of them. */
import { Player } from "../audio/player.ts";
import { parseRoute, type Place, printRoute } from "../core/route.ts";
import { settle } from "../core/settle.ts";
import { EngineClient } from "../engine/client.ts";
import { ListenDesk } from "../listen/desk.ts";
import { ReproduceAddress } from "../reproduce/address.ts";
import { SpeedDesk } from "../speed/desk.ts";
import { TeachDesk } from "../teach/desk.ts";
import { TryDesk } from "../try/desk.ts";
import type { App } from "./context.ts";
import { ModelDesk } from "./model-desk.ts";
import { Notices } from "./notices.ts";
import { newSession } from "./session.ts";

export function buildApp(): App {
  const session = newSession(parseRoute(location.hash).place);
  const notices = new Notices();
  const player = new Player();
  const engine: EngineClient = new EngineClient({
    state: (state) => {
      session.set({ engine: state });
      if (state.kind !== "failed") {
        return;
      }
      tryDesk.leave();
      listen.leave();
    },
    run: (event) => teach.run.hear(event),
    restore: () => teach.run.restore(),
  });
  const models = new ModelDesk(engine, session);
  const tryDesk = new TryDesk(engine, session, models, player, notices);
  const teach = new TeachDesk(engine, session, models, notices, player);
  const listen = new ListenDesk(engine, session, notices);
  const reproduce = new ReproduceAddress();
  const speed = new SpeedDesk();
  const desks: App["desks"] = { try: tryDesk, teach, listen, reproduce, speed };

  /** Leaves the present place, which releases its microphone, and opens another. */
  const enter = (place: Place): void => {
    if (place !== session.state.place) {
      desks[session.state.place]?.leave();
      session.set({ place });
      scrollTo({ top: 0 });
    }
  };
  const queryOf = (place: Place) => ({ ...teach.query(), ...(place === "reproduce" ? reproduce.query() : {}) });
  const readQuery = ({ figure, size, ...others }: Record<string, string>): void => {
    reproduce.set({ figure, size });
    teach.readQuery(others);
  };
  const show = (): void => {
    const { place } = session.state;
    const hash = printRoute({ place, query: queryOf(place) });
    if (hash !== location.hash) {
      history.replaceState(null, "", hash);
    }
  };
  const go = (place: Place): void => {
    if (place !== session.state.place) {
      history.pushState(null, "", printRoute({ place, query: queryOf(place) }));
      enter(place);
    }
  };
  addEventListener("popstate", () => enter(parseRoute(location.hash).place));
  addEventListener("hashchange", () => {
    const route = parseRoute(location.hash);
    enter(route.place);
    readQuery(route.query);
  });
  addEventListener("pagehide", () => desks[session.state.place]?.leave());
  // A file dropped beside its place must not open in the page's stead.
  for (const kind of ["dragover", "drop"] as const) {
    addEventListener(kind, (event) => event.preventDefault());
  }

  const query = parseRoute(location.hash).query;
  let watching = false;
  const begin = async (): Promise<void> => {
    const opening = engine.open();
    const filled = session.state.model ? Promise.resolve() : tryDesk.begin();
    session.set({ description: await opening });
    if (!watching) {
      watching = true;
      readQuery(query);
      teach.watch(show);
      reproduce.watch(show);
      session.watch(show);
      show();
    }
    await filled;
  };
  settle(begin(), (text) => {
    // A failed engine is told by its state.
    if (session.state.engine.kind !== "failed") {
      notices.tell({ id: "begin", tone: "bad", text });
    }
  });
  settle(teach.findPacks(), (text) => notices.tell({ id: "packs", tone: "warn", text }));

  return { session, notices, engine, player, models, tryDesk, teach, listen, reproduce, speed, desks, go, startAgain: begin };
}
