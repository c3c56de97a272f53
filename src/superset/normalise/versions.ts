/** Fields that a release of Superset does not know: an older target can neither store nor export them. */
const SINCE: Record<string, readonly [number, number]> = {
  'database.impersonate_user': [5, 0],
  'database.configuration_method': [6, 1],
  'dataset.folders': [6, 0],
  'dataset.currency_code_column': [6, 1],
  'column.datetime_format': [6, 1],
};

/** Whether Superset `version` ("6.1.0") stores the field `kind.name`. An unreadable version counts as the newest. */
export function storesField(field: string, version: string): boolean {
  const since = SINCE[field];
  const match = /^(\d+)\.(\d+)/.exec(version);
  if (!since || !match) return true;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > since[0] || (major === since[0] && minor >= since[1]);
}

/** The release whose behaviour is assumed when a target does not say. */
export const NEWEST_KNOWN_VERSION = '6.1.0';
