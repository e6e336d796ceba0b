/** Puts the app together: one engine, one session, one desk per place, and the address as a picture of them. */
import { Player } from "../audio/player.ts";
import { list } from "../core/format.ts";
import { parseRoute, type Place, type ReadRoute } from "../core/route.ts";
import { settle } from "../core/settle.ts";
import { EngineClient } from "../engine/client.ts";
import { earlyWorker } from "../engine/early.ts";
import { beginKeeping } from "../offline/keep.ts";
import { somethingIsSaved } from "../project/flag.ts";
import { texts } from "../text/text.ts";
import { TryDesk } from "../try/desk.ts";
import { Address } from "./address.ts";
import type { App } from "./context.ts";
import { ModelDesk } from "./model-desk.ts";
import { Notices } from "./notices.ts";
import { type Addresses, COMPARE_KEYS, PlaceAddress, REPRODUCE_KEYS } from "./place-address.ts";
import { newSession } from "./session.ts";

const t = await texts("app");

export function buildApp(): App {
  const first = parseRoute(location.hash);
  const session = newSession(first.place);
  const notices = new Notices();
  const player = new Player();
  const engine: EngineClient = new EngineClient(
    {
      state: (state) => {
        session.set({ engine: state });
        if (state.kind === "failed") {
          app.desks.try.leave();
          app.desks.listen?.leave();
        }
      },
      run: (event, run) => app.project?.run.hear(event, run),
      restore: () => app.project?.run.restore() ?? Promise.resolve(),
    },
    earlyWorker,
  );
  const models = new ModelDesk(engine, session);
  const tryDesk = new TryDesk(engine, session, models, player, notices);
  const addresses: Addresses = { compare: new PlaceAddress(COMPARE_KEYS), reproduce: new PlaceAddress(REPRODUCE_KEYS) };

  /** The settings of the run in the address, kept until the project can read them. */
  let unread: Record<string, string> = {};
  const read = ({ query, problems }: ReadRoute): void => {
    for (const id of ["route", "address", "repeat", "address-view", "address-race", "address-figure"]) {
      notices.dismiss(id);
    }
    if (problems.length > 0) {
      notices.tell({ id: "route", tone: "warn", text: t("address", { problems: list(problems.map(({ key, ...gaps }) => t(`address.${key}`, gaps))) }) });
    }
    unread = addresses.reproduce.read(addresses.compare.read(query));
    app.project?.readQuery(unread);
    app.project?.readRepeat(unread);
  };
  /** Leaves the present place, which releases its microphone, and opens another. */
  const enter = (place: Place): void => {
    if (place !== session.state.place) {
      app.desks[session.state.place]?.leave();
      session.set({ place });
      scrollTo({ top: 0 });
    }
  };
  const queryOf = (place: Place): Record<string, string> => ({
    ...(app.project ? { ...app.project.train.query(), ...app.project.repeat.query() } : unread),
    ...(place === "compare" || place === "reproduce" ? addresses[place].query() : {}),
  });
  const address = new Address(window, { place: () => session.state.place, query: queryOf, read, enter });
  const show = (): void => address.show();
  for (const kind of ["popstate", "hashchange"] as const) {
    addEventListener(kind, () => address.arrive());
  }
  addEventListener("pagehide", () => app.desks[session.state.place]?.leave());
  // A file dropped beside its place must not open in the page's stead.
  for (const kind of ["dragover", "drop"] as const) {
    addEventListener(kind, (event) => event.preventDefault());
  }

  let opened: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    opened = engine.open().then((description) => session.set({ description }));
    const filled = session.state.model ? Promise.resolve() : tryDesk.begin();
    await opened;
    show();
    await filled;
    // In development files change under their names.
    if (import.meta.env.PROD) {
      const renewed = (take: () => void) => notices.tell({ id: "renewed", tone: "info", text: t("renewed"), action: { title: t("renewed.take"), run: take } });
      settle(beginKeeping(renewed), () => undefined);
    }
    // What an earlier visit left is shown by its run, once there is something to see.
    await (somethingIsSaved() ? app.openProject() : undefined);
  };
  let opening: Promise<NonNullable<App["project"]>> | undefined;
  const app: App = {
    session,
    notices,
    engine,
    player,
    models,
    tryDesk,
    addresses,
    desks: { try: tryDesk },
    project: undefined,
    go: (place) => address.go(place),
    addressOf: (place) => address.of(place),
    startAgain: begin,
    openProject: () =>
      (opening ??= import("../project/project.ts").then(async ({ openProject }) => {
        const project = openProject(app);
        await Promise.all([project.data.findPacks(), opened]);
        project.readQuery(unread);
        await project.saved.begin();
        // What an address says goes before what was kept, also where it says nothing but the recordings.
        project.readQuery(unread);
        project.readRepeat(unread);
        app.project = project;
        app.desks.data = project.data;
        for (const store of [project.train, project.repeat, project.data]) {
          store.watch(show);
        }
        session.set({ project: true });
        return project;
      }).catch((error: unknown) => {
        // The next call fetches it again.
        opening = undefined;
        throw error;
      })),
  };
  read(first);
  addresses.compare.watch(show);
  addresses.reproduce.watch(show);
  session.watch(show);
  settle(begin(), (text) => {
    // A failed engine is told by its state.
    if (session.state.engine.kind !== "failed") {
      notices.tell({ id: "begin", tone: "bad", text });
    }
  });
  return app;
}
