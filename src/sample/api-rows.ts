import type { USER_ROLES } from '../model/vocabulary.ts';
import { type InstantText, instantText } from '../util/instant.ts';
import { ORGANIZATION, TEAMS, userName } from './cast.ts';
import { type LibraryRow, libraryRows, patternUse } from './library-rows.ts';
import { PATTERNS } from './patterns.ts';
import { busyness, type Window, workingMoment } from './planted.ts';
import type { Random } from './random.ts';
import { DAY, type SampleRecord } from './simulate/world.ts';

/** Rows of the eight API tables; they name each other by their own keys, because numbers are the database's to give. */
export interface ApiRows {
  organization: {
    name: string;
    subscription_tier: 'free' | 'team' | 'enterprise';
    settings: object;
    created_at: InstantText;
  };
  teams: { slug: string; name: string; description: string; settings: object; created_at: InstantText }[];
  users: UserRow[];
  memberships: { user: string; team: string; role: string }[];
  patterns: LibraryRow[];
  configs: { team: string | undefined; key: string; value: unknown; is_enforced: boolean; created_at: InstantText }[];
  metrics: GainRow[];
  auditLogs: AuditRow[];
}

interface UserRow {
  username: string;
  full_name: string;
  role: (typeof USER_ROLES)[number];
  is_active: boolean;
  is_verified: boolean;
  sso_provider: string | null;
  last_login: InstantText | null;
  created_at: InstantText;
}

interface GainRow {
  team: string | undefined;
  user: string | undefined;
  metric_type: string;
  metric_data: object;
  time_saved_seconds: number;
  /** Key of the pattern, see LibraryRow. */
  pattern: string | undefined;
  created_at: InstantText;
}

interface AuditRow {
  user: string | undefined;
  action: string;
  resource_type: string;
  /** Key of what was changed: a user name, a pattern's key, a setting. */
  resource: string | undefined;
  old_values: object | null;
  new_values: object | null;
  ip_address: string;
  user_agent: string;
  created_at: InstantText;
}

interface Materials {
  window: Window;
  stream: Random;
  records: readonly SampleRecord[];
}

const BROWSERS = ['Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0', 'Mozilla/5.0 (Macintosh) Safari/26.0', 'curl/8.9.1'];

export function apiRows(materials: Materials): ApiRows {
  const { window, stream } = materials;
  const ago = (days: number): InstantText => instantText(window.end - days * DAY);
  const founded = window.days + 420;
  const users = userRows(window, stream);
  const patterns = libraryRows(window, materials.records, stream);
  const configs = configRows(ago, window.days);
  return {
    organization: {
      name: ORGANIZATION.name,
      subscription_tier: ORGANIZATION.tier,
      settings: { sample: true },
      created_at: ago(founded),
    },
    teams: TEAMS.map((team, index) => ({
      slug: team.slug,
      name: team.name,
      description: team.description,
      settings: { repository: team.repository },
      created_at: ago(founded - index * 55),
    })),
    users,
    memberships: [
      ...TEAMS.flatMap((team) =>
        team.people.map((person, index) => ({
          user: userName(person),
          team: team.slug,
          role: index === 0 ? 'lead' : 'member',
        })),
      ),
      // Some work in two teams.
      { user: 'jonas.lindqvist', team: 'payments', role: 'member' },
      { user: 'yuki.moriya', team: 'research', role: 'member' },
    ],
    patterns,
    configs,
    metrics: gainRows(materials, patterns),
    auditLogs: auditRows(materials, { users, patterns, configs }),
  };
}

function userRows(window: Window, stream: Random): UserRow[] {
  const people = TEAMS.flatMap((team) => team.people);
  return people.map((fullName, index) => {
    const left = index === 11;
    const idle = index % 9 === 5;
    const joined =
      index % 6 === 4 ? stream.integer(5, window.days - 5) : stream.integer(window.days, window.days + 380);
    const lastLogin = left || idle ? stream.integer(35, 60) : stream.lognormal(1.2, 0.8);
    const created = window.end - joined * DAY;
    return {
      username: userName(fullName),
      full_name: fullName,
      role: index % 7 === 0 ? 'admin' : index % 8 === 3 ? 'viewer' : 'developer',
      is_active: !left,
      is_verified: index !== 17,
      sso_provider: stream.chance(0.7) ? 'okta' : null,
      last_login: instantText(
        Math.max(created, Math.round(window.end - Math.min(29, lastLogin) * DAY - (left || idle ? 10 * DAY : 0))),
      ),
      created_at: instantText(created),
    };
  });
}

const configRows = (ago: (days: number) => InstantText, days: number): ApiRows['configs'] => [
  { team: undefined, key: 'patterns.require_review', value: true, is_enforced: true, created_at: ago(days + 300) },
  { team: undefined, key: 'generation.max_patterns', value: 8, is_enforced: false, created_at: ago(days * 0.8) },
  { team: undefined, key: 'privacy.group_minimum', value: 5, is_enforced: true, created_at: ago(days + 200) },
  { team: undefined, key: 'retention.days', value: 730, is_enforced: true, created_at: ago(days + 120) },
  { team: 'payments', key: 'review.two_approvals', value: true, is_enforced: true, created_at: ago(days * 0.55) },
  { team: 'data', key: 'generation.max_patterns', value: 5, is_enforced: false, created_at: ago(days * 0.3) },
  { team: 'web', key: 'tests.e2e_on_merge', value: true, is_enforced: false, created_at: ago(days * 0.42) },
];

function gainRows(materials: Materials, library: readonly LibraryRow[]): GainRow[] {
  const { stream, records } = materials;
  const newest = new Map(library.filter((row) => row.is_active).map((row) => [row.name, row.key]));
  const rows: GainRow[] = [];
  for (const { kind, data } of records) {
    const at = typeof data.timestamp === 'string' ? Date.parse(data.timestamp) : 0;
    const who = { team: wordOf(data.team), user: wordOf(data.actor), created_at: instantText(at) };
    if (kind === 'code_generation' && data.success === true) {
      for (const name of patternUse(data)) {
        const pattern = PATTERNS.find((each) => each.name === name);
        if (!pattern || !stream.chance(0.25)) continue;
        rows.push({
          ...who,
          metric_type: 'pattern_applied',
          metric_data: { pattern: name, repository: data.repository },
          time_saved_seconds: Math.round(stream.lognormal(pattern.hoursSaved * 3600, 0.5)),
          pattern: newest.get(name),
        });
      }
    } else if (kind === 'bug' && stream.chance(0.3)) {
      rows.push({
        ...who,
        metric_type: 'bug_found',
        metric_data: { pattern: data.pattern, file_path: data.file_path },
        time_saved_seconds: 0,
        pattern: newest.get(String(data.pattern)),
      });
    }
  }
  return rows;
}

const wordOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function auditRows(
  materials: Materials,
  changed: { users: readonly UserRow[]; patterns: readonly LibraryRow[]; configs: ApiRows['configs'] },
): AuditRow[] {
  const { window, stream } = materials;
  const usual = (): Pick<AuditRow, 'ip_address' | 'user_agent'> => ({
    ip_address: `192.0.2.${stream.integer(10, 60)}`,
    user_agent: stream.pick(BROWSERS),
  });
  const admin = changed.users[0]?.username;
  const forPatterns = changed.patterns.flatMap((row): AuditRow[] => {
    // One change that nobody wrote down: what the coverage of the audit trail must notice.
    if (row.key === 'large_file_processing@2') return [];
    const about = { user: row.author, resource_type: 'pattern', resource: row.key, ...usual() };
    const made: AuditRow = {
      ...about,
      action: row.version === 1 ? 'create' : 'update',
      old_values: row.parent ? { version: row.version - 1 } : null,
      new_values: { name: row.name, version: row.version, category: row.category },
      created_at: row.created_at,
    };
    if (!row.is_archived) return [made];
    const archived = { old_values: { is_archived: false }, new_values: { is_archived: true } };
    return [made, { ...about, ...archived, action: 'archive', created_at: row.updated_at }];
  });
  const forUsers = changed.users.flatMap((row): AuditRow[] => {
    const about = { user: admin, resource_type: 'user', resource: row.username, ...usual() };
    return [
      { ...about, action: 'create', old_values: null, new_values: { role: row.role }, created_at: row.created_at },
      ...(row.is_active
        ? []
        : [
            {
              ...about,
              action: 'deactivate',
              old_values: { is_active: true },
              new_values: { is_active: false },
              created_at: instantText(window.end - 30 * DAY),
            },
          ]),
    ];
  });
  const forConfigs = changed.configs.map(
    (row): AuditRow => ({
      user: admin,
      action: 'update',
      resource_type: 'config',
      resource: `${row.team ?? ''}/${row.key}`,
      old_values: null,
      new_values: { [row.key]: row.value },
      ...usual(),
      created_at: row.created_at,
    }),
  );
  return [...forPatterns, ...forUsers, ...forConfigs, ...logins(window, stream, changed.users)].toSorted((a, b) =>
    a.created_at < b.created_at ? -1 : 1,
  );
}

function logins(window: Window, stream: Random, users: readonly UserRow[]): AuditRow[] {
  const rows: AuditRow[] = [];
  const first = Math.ceil(window.start / DAY) * DAY;
  const add = (user: string, action: string, moment: number, ip: string, type = 'session'): void => {
    const row = { user, action, resource_type: type, resource: undefined, old_values: null, new_values: null };
    rows.push({ ...row, ip_address: ip, user_agent: stream.pick(BROWSERS), created_at: instantText(moment) });
  };
  for (let day = first; day < window.end; day += DAY) {
    for (const user of users) {
      const moment = workingMoment(day, stream);
      const known = instantText(moment);
      if (!stream.chance(0.35 * busyness(day)) || known < user.created_at || known > (user.last_login ?? '')) continue;
      const ip = `192.0.2.${stream.integer(10, 60)}`;
      if (stream.chance(0.04)) add(user.username, 'login_failed', moment - 20_000, ip);
      add(user.username, 'login', moment, ip);
      if (stream.chance(0.08)) add(user.username, 'export', moment + 900_000, ip, 'report');
      if (stream.chance(0.03)) add(user.username, 'rotate', moment + 600_000, ip, 'api_key');
    }
  }
  // Somebody from elsewhere tries passwords, once.
  const night = first + Math.floor(0.7 * window.days) * DAY + 3 * 3_600_000;
  for (let index = 0; index < 14; index++) {
    add('sofia.brandt', 'login_failed', night + index * 7000, '203.0.113.77');
  }
  return rows.filter((row) => row.created_at <= instantText(window.end));
}
