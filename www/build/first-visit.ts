/** Puts what a first visit runs into one file: thirty small ones would cost a slow line thirty answers. */
import type { Plugin } from "vite";

export interface FirstVisit {
  plugin: Plugin;
  /** Whether the page imports a module from its beginning on. */
  has(id: string): boolean;
}

/** @param entry how the path of the page's first module ends */
export function firstVisit(entry: string): FirstVisit {
  const modules = new Set<string>();
  return {
    has: (id) => modules.has(id),
    plugin: {
      name: "first-visit",
      apply: "build",
      buildEnd() {
        const open = [...this.getModuleIds()].filter((id) => id.endsWith(entry));
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          if (!modules.has(id)) {
            modules.add(id);
            open.push(...(this.getModuleInfo(id)?.importedIds ?? []));
          }
        }
      },
    },
  };
}
