/** Text of whatever was thrown, for a person. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Runs an action of an event handler; what it throws goes to `tell`, so that no promise is left alone. */
export function settle(action: Promise<unknown>, tell: (message: string) => void): void {
  action.catch((error: unknown) => tell(messageOf(error)));
}
