/**
 * Instants in the one text form that the store uses: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. SQLite compares times as text,
 * and this form compares rightly with the literals that Superset writes (`'YYYY-MM-DD HH:MM:SS'`).
 */
export type InstantText = string;

/** Milliseconds since 1970 -> text. The microseconds that a Date cannot hold may be given apart (0..999). */
export function instantText(epochMs: number, microseconds = 0): InstantText {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(microseconds).padStart(3, '0')}`;
}

/** Text -> milliseconds since 1970 (microseconds are cut off). */
export const instantMs = (text: InstantText): number => Date.parse(`${text.slice(0, 10)}T${text.slice(11, 23)}Z`);
