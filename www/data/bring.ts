/** Files into the place and the project out of it, as the toolbar, a drop and the panels ask. */
import type { App } from "../app/context.ts";
import { fileName } from "../app/model-desk.ts";
import type { PathFile } from "../core/files.ts";
import { breathe } from "../engine/breathe.ts";
import { isProject } from "../project/archive.ts";
import type { Project } from "../project/project.ts";
import { texts } from "../text/text.ts";
import { isZip } from "./layouts.ts";
import type { Word } from "./words-state.ts";
import type { ZipList } from "./worker-protocol.ts";

const t = await texts("data");

/** A project that waits for the visitor's word, because it takes the place of another. */
export interface Waiting {
  name: string;
  list: ZipList;
}

/**
 * Adds what was given: a project's zip file is opened, anything else is read for words and takes.
 *
 * @param into the word that takes are for; without it their names and folders say it
 * @returns a project that would take the place of what is there
 */
export async function bring(app: App, project: Project, files: readonly PathFile[], into?: Word): Promise<Waiting | undefined> {
  const { saved, data } = project;
  data.set({ source: "own" });
  // Hundreds of files took the browser some time already: what comes now is a task of its own.
  await breathe();
  const [first] = files;
  if (files.length === 1 && first && isZip(first.path)) {
    const list = await data.imports.look(first.file.name, () => saved.look(first.file));
    if (!list) {
      return undefined;
    }
    if (isProject(list)) {
      const waiting = { name: first.file.name, list };
      if (data.words.state.takes.length > 0 || project.run.state.phase !== "none") {
        return waiting;
      }
      await openProject(app, project, waiting);
      return undefined;
    }
    saved.close(list);
  }
  await (into ? data.imports.addTo(into, files) : data.imports.add(files));
  return undefined;
}

export async function openProject(app: App, project: Project, { name, list }: Waiting): Promise<void> {
  const { repeat, saved, data } = project;
  const { dataDigest, stated, kept, run } = await saved.open(name, list, () => repeat.asked);
  if (repeat.asked) {
    const { takes } = data.words.state;
    repeat.tellAside(kept, () => {
      saved.choose(kept);
      // Of takes that were changed since, the file's run says nothing.
      repeat.expectRun(data.words.state.takes === takes ? run : undefined, dataDigest);
    });
  } else {
    repeat.expectRun(run, dataDigest);
  }
  const same = dataDigest === stated;
  const values = { name, words: kept.table.words.length, takes: kept.table.takes.length, digest: dataDigest.slice(0, 8) };
  app.notices.tell({ id: "project", tone: same ? "info" : "warn", text: t(same ? "project.opened" : "project.differs", values) });
}

/** Offers the whole project as one file. */
export async function saveFile(app: App, { saved, data }: Project): Promise<void> {
  const blob = await saved.export();
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  const words = data.words.state.words.map((w) => w.text.trim()).filter((w) => w !== "");
  link.download = `${fileName(words.slice(0, 4).join("-"))}.nrr-snn.zip`;
  link.click();
  // The browser has taken the blob once the click's task is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  app.notices.dismiss("storage");
}
