/** What reading found out about some records; loading adds what only the database can tell. */
export interface ReadCounts {
  read: number;
  quarantined: number;
  /** Refused records by reason. */
  reasons: Record<string, number>;
  /** Good records by kind, new and known. */
  kinds: Record<string, number>;
  /** Secrets removed, by rule. */
  redacted: Record<string, number>;
  /** Texts cut to the longest their column takes. */
  cut: number;
  /** Characters that no database takes (NUL, lone surrogates) and that became U+FFFD, by number of texts. */
  replaced: number;
  /** NaN and Infinity, read as missing. */
  notNumbers: number;
  withoutZone: number;
  /** Fields and top-level values without a place, by name. */
  ignored: Record<string, number>;
}

/** Names of fields without a place are the sender's own: only so many are listed. */
const MOST_IGNORED = 100;

export const emptyCounts = (): ReadCounts => ({
  read: 0,
  quarantined: 0,
  reasons: {},
  kinds: {},
  redacted: {},
  cut: 0,
  replaced: 0,
  notNumbers: 0,
  withoutZone: 0,
  ignored: {},
});

export const countOne = (counts: Record<string, number>, name: string, times = 1): void => {
  counts[name] = (counts[name] ?? 0) + times;
};

export function countIgnored(ignored: Record<string, number>, name: string, times = 1): void {
  if (name in ignored || Object.keys(ignored).length < MOST_IGNORED) countOne(ignored, name, times);
}

/** Adds what was counted over one batch. */
export function addCounts(to: ReadCounts, more: ReadCounts): void {
  to.read += more.read;
  to.quarantined += more.quarantined;
  to.cut += more.cut;
  to.replaced += more.replaced;
  to.notNumbers += more.notNumbers;
  to.withoutZone += more.withoutZone;
  for (const group of ['reasons', 'kinds', 'redacted'] as const) {
    for (const [name, times] of Object.entries(more[group])) countOne(to[group], name, times);
  }
  for (const [name, times] of Object.entries(more.ignored)) countIgnored(to.ignored, name, times);
}
