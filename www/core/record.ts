/** A copy of `record` with `key` set, or without it when the value is nothing. */
export function withKey<T>(record: Readonly<Record<string, T>>, key: string, value: T | undefined): Record<string, T> {
  const others = Object.entries(record).filter(([k]) => k !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}
