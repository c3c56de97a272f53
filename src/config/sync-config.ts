import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure, messageOf } from '../errors.ts';
import { schemaFault, valueAt } from '../util/schema-fault.ts';
import type { Config } from './config.ts';

const source = z.strictObject({
  path: z.string().min(1).describe('A file, or a folder whose .json, .ndjson, .jsonl and .gz files are read'),
  source: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Whose account this is; default: the CI run, else this machine and the file'),
  timezone: z.string().optional().describe('IANA zone of times that name none'),
  repository: z.string().optional().describe('Repository of events that name none, as owner/name'),
  branch: z.string().optional().describe('Branch of events that name none'),
  environment: z.string().optional().describe('Where events that do not say it happened'),
  code: z.boolean().optional().describe('false: store no code and no prompts'),
  redact_emails: z.boolean().optional().describe('true: remove e-mail addresses, too'),
});

const schema = z.strictObject({
  $schema: z.string().optional(),
  sources: z.array(source).min(1).describe('What is read, in this order'),
  every: z
    .string()
    .regex(/^\d+(s|m|h|d)$/)
    .optional()
    .describe('How often `sync --every` reads, when the command line does not say it: 30s, 15m, 1h, 1d'),
});

export type SyncSource = z.infer<typeof source>;
export type SyncConfig = z.infer<typeof schema>;

const SYNC_CONFIG_FILE = 'sync_config.json';

/** The JSON Schema of sync_config.json. */
export const syncConfigJsonSchema = (): Record<string, unknown> => ({
  ...(z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>),
  title: 'feedback-loop sync_config.json',
  description: 'What `feedback-loop sync` reads. The database address stands in METRICS_DB_URI, never here.',
});

/**
 * What to sync: the file named, else sync_config.json of the project, else the environment (FEEDBACK_LOOP_SYNC_PATHS,
 * separated like PATH, and FEEDBACK_LOOP_SYNC_EVERY). Paths start from the folder of the file or project.
 * @throws Failure FILE_MISSING, CONFIG_INVALID
 */
export function loadSyncConfig(
  config: Config,
  cwd: string,
  file: string | undefined,
): { config: SyncConfig; base: string } {
  const path = file === undefined ? join(config.projectDir, SYNC_CONFIG_FILE) : resolve(cwd, file);
  if (existsSync(path)) return { config: readFile(path), base: resolve(path, '..') };
  if (file !== undefined) throw new Failure('FILE_MISSING', `${path} does not exist`);
  const paths = (config.env.FEEDBACK_LOOP_SYNC_PATHS ?? '').split(delimiter).filter(Boolean);
  if (paths.length === 0) {
    throw new Failure('CONFIG_INVALID', `there is no ${path}, and FEEDBACK_LOOP_SYNC_PATHS is not set`, {
      hint: 'Copy sync_config.example.json to sync_config.json and name your metrics files in it.',
    });
  }
  const every = config.env.FEEDBACK_LOOP_SYNC_EVERY;
  const value = { sources: paths.map((each) => ({ path: each })), ...(every ? { every } : {}) };
  return { config: check(value, 'the environment'), base: config.projectDir };
}

function readFile(path: string): SyncConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Failure('CONFIG_INVALID', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
  return check(value, path);
}

function check(value: unknown, where: string): SyncConfig {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const item = `/${issue?.path.map(String).join('/') ?? ''}`;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const secret = keys.some((key) => /uri|url|password|database/i.test(key));
  const name = issue?.path.map(String).join('.') || 'the file';
  const fault = issue ? schemaFault(name, issue, valueAt(value, issue.path)) : 'not valid';
  throw new Failure('CONFIG_INVALID', `${where}: ${fault}`, {
    where: { file: where, item },
    ...(secret ? { hint: 'The database address belongs in METRICS_DB_URI, where it is not committed.' } : {}),
  });
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `15m` -> milliseconds. @throws Failure USAGE */
export function readInterval(text: string): number {
  const match = /^(\d+)(s|m|h|d)$/.exec(text);
  const ms = Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);
  // A timer holds 31 bits of milliseconds.
  if (!(ms >= 1_000 && ms <= 24 * 86_400_000)) {
    throw new Failure('USAGE', `${text} is no interval`, { hint: 'Write 30s, 15m, 1h or 1d.' });
  }
  return ms;
}
