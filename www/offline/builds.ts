/** Which caches are kept: those of the present build, and of the one before it, whose pages may still be open in another tab. */

/** Digest of the build that answers, and of the one that answered before it. */
export interface Builds {
  now: string;
  before: string | undefined;
}

/** Names of caches. Other folders of the same site may have a page like this one: the folder is a part of the name. */
export class CacheNames {
  readonly #mine: string;

  constructor(private readonly folder: string) {
    this.#mine = `nrr-snn@${folder}#`;
  }

  /** What a build's first visit shows. */
  first(build: string): string {
    return `${this.#mine}first-${build}`;
  }

  /** Everything else of it. */
  later(build: string): string {
    return `${this.#mine}later-${build}`;
  }

  /** Holds the [`Builds`]. */
  get builds(): string {
    return `${this.#mine}builds`;
  }

  /** Those of `all` that no open page needs. With no former build known all are kept until the next one: nobody can say whose they are. */
  outdated(all: readonly string[], { now, before }: Builds): string[] {
    if (before === undefined) {
      return [];
    }
    const kept = new Set([this.builds, ...[now, before].flatMap((build) => [this.first(build), this.later(build)])]);
    // The last two are those of the page's first versions.
    const isMine = (name: string): boolean => name.startsWith(this.#mine) || name.startsWith("nrr-snn-later-") || name === `workbox-precache-v2-${this.folder}`;
    return all.filter((name) => isMine(name) && !kept.has(name));
  }
}

/** A build begins to answer. */
export function after(known: Builds | undefined, build: string): Builds {
  return { now: build, before: known?.now === build ? known.before : known?.now };
}

/** What was written down, if that is what it says. */
export function readBuilds(value: unknown): Builds | undefined {
  const { now, before } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return typeof now === "string" ? { now, before: typeof before === "string" ? before : undefined } : undefined;
}
