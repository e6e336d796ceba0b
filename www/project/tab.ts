/** One tab at a time saves the project: two would write over each other. */
const LOCK = "nrr-project";
/** How long the tab before may take to let go, in milliseconds: a reload is done by then. */
const PATIENCE_MS = 800;

/**
 * Asks to be the tab that saves.
 *
 * @param take takes the right from the tab that has it
 * @param lost is called when another tab takes it
 * @returns whether this tab saves now
 */
export function becomeSaver(take: boolean, lost: () => void): Promise<boolean> {
  // Pages that are not secure have no locks.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    let held = false;
    const hold = (): Promise<void> => {
      held = true;
      resolve(true);
      // Held until the page is gone.
      return new Promise(() => undefined);
    };
    const options = take ? { steal: true } : { signal: AbortSignal.timeout(PATIENCE_MS) };
    locks.request(LOCK, options, hold).catch(() => {
      if (held) {
        lost();
      } else {
        resolve(false);
      }
    });
  });
}
