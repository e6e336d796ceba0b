/** How long a compressed file may play: what a browser makes of one is as long as it likes, and a few bytes of silence can be hours. */

/** Most bytes of a file whose head says no length: at the lowest rates that speech is kept at, under an hour. */
export const MOST_UNTOLD = 2e6;
/** Files up to this size are not asked: at the lowest rates they are minutes, and asking takes longer (10 to 17 ms) than decoding a word. */
const SMALL = 32_000;
const FLAC = new TextEncoder().encode("fLaC");
/** Longest that the browser may take to read a head, in milliseconds. */
const HEAD_MS = 5000;

/** A file that plays for longer than it may, or says no length and is too large to find out. */
export class TooLong extends Error {
  constructor(
    /** Nothing where it is not known. */
    readonly seconds: number | undefined,
  ) {
    super();
  }
}

/** Whether a file is to be asked for its length. Silence in FLAC takes next to nothing, so that a small one may be hours too. */
export function isAsked(bytes: Uint8Array): boolean {
  return bytes.length > SMALL || FLAC.every((x, i) => bytes[i] === x);
}

/** Seconds that the file plays for by its own head; nothing where it says none, or cannot be read. The sound is not decoded for it. */
export function toldSeconds(bytes: Uint8Array<ArrayBuffer>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(new Blob([bytes]));
    const audio = new Audio();
    const tell = (seconds: number | undefined): void => {
      clearTimeout(late);
      audio.onloadedmetadata = audio.onerror = null;
      audio.removeAttribute("src");
      // Lets go of the player: a browser has only so many.
      audio.load();
      URL.revokeObjectURL(url);
      resolve(seconds);
    };
    const late = setTimeout(() => tell(undefined), HEAD_MS);
    audio.preload = "metadata";
    audio.muted = true;
    // A stream that was recorded has no end: its length is infinite, or nobody's number.
    audio.onloadedmetadata = () => tell(Number.isFinite(audio.duration) ? audio.duration : undefined);
    audio.onerror = () => tell(undefined);
    audio.src = url;
  });
}

/** Refuses a file before it is decoded, by what its head tells and by its size. */
export function refuseLong(size: number, told: number | undefined, mostS: number): void {
  if (told === undefined ? size > MOST_UNTOLD : told > mostS) {
    throw new TooLong(told);
  }
}
