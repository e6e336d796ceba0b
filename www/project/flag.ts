/** Whether this browser keeps a project: known at once, so that a first visit fetches nothing of it. */
const FLAG = "nrr-project";
/** What the page keeps in `localStorage` begins so. */
const OURS = "nrr-";

export function somethingIsSaved(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch {
    // A browser that keeps nothing.
    return false;
  }
}

export function tellSaved(saved: boolean): void {
  try {
    if (saved) {
      localStorage.setItem(FLAG, "1");
    } else {
      localStorage.removeItem(FLAG);
    }
  } catch {
    // The database still has it; it is shown when one of its places is opened.
  }
}

/** Forgets everything that the page keeps there, the language too. */
export function forgetSmall(): void {
  try {
    for (const key of Object.keys(localStorage).filter((k) => k.startsWith(OURS))) {
      localStorage.removeItem(key);
    }
  } catch {
    // There is nothing then.
  }
}
