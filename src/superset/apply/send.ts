import { Failure } from '../../errors.ts';
import { redactText } from '../../http/redact.ts';
import { sleep } from '../../http/retry.ts';
import type { Bundle } from '../../model/assets.ts';
import { emptyBundle } from '../../model/bundle.ts';
import { type Problem, problemBehind } from '../client/answer.ts';
import type { WriteClient } from '../client/client.ts';
import { packFiles, packZip } from './pack.ts';
import { passwordsField } from './passwords.ts';
import { countOf, knowsSparse, onlyPart } from './selection.ts';

interface SendOptions {
  client: WriteClient;
  /** Database UUID -> password. */
  passwords: ReadonlyMap<string, string>;
  /** Attempts for a failure that Superset gives no reason for: a locked metadata database is one. */
  attempts: number;
  signal?: AbortSignal | undefined;
}

/**
 * The server's own check, before anything is written: an assets ZIP sent as a dashboard import is always refused for its
 * type, and the refusal lists every schema error and missing password (seen on 6.1; superset/commands/importers).
 * @throws Failure TARGET_REJECTED with what is wrong, by file
 */
export async function dryRun(bundle: Bundle, options: SendOptions): Promise<void> {
  if (countOf(bundle) === 0) return;
  const files = packFiles(bundle);
  const parts = [
    { name: 'formData', value: packZip(files, new Date(0)), fileName: 'bundle.zip' },
    { name: 'passwords', value: passwordsField(files, options.passwords) },
    { name: 'overwrite', value: 'true' },
  ];
  const problem = await options.client.upload('/api/v1/dashboard/import/', parts, 'the check of the bundle').then(
    () => undefined,
    (thrown: unknown) => {
      const found = problemBehind(thrown);
      if (found?.kind !== 'rejected' || found.status !== 422) throw thrown;
      return found;
    },
  );
  const wrong = Object.entries(problem?.files ?? {}).filter(
    ([name]) => !['metadata.yaml', 'issue_codes'].includes(name),
  );
  if (wrong.length === 0) return;
  const lines = wrong.map(
    ([file, words]) => `  ${file}: ${redactText(JSON.stringify(words), [...options.passwords.values()])}`,
  );
  throw new Failure('TARGET_REJECTED', `Superset would refuse this bundle; nothing was written:\n${lines.join('\n')}`, {
    cause: problem,
  });
}

/**
 * Imports a bundle: connections first by themselves (an import that meets a new connection is not atomic), then the
 * rest in one.
 * @throws Failure TARGET_*; a refusal without a reason is looked into first
 */
export async function sendBundle(bundle: Bundle, options: SendOptions): Promise<void> {
  await sendPart(onlyPart(bundle, ['database']), options);
  // Before 6.0 the datasets' connections have to be in the file: the same again, which changes nothing.
  const rest = knowsSparse(options.client.version) ? onlyPart(bundle, ['dataset', 'chart', 'dashboard']) : bundle;
  if (countOf(rest) > rest.databases.length) await sendPart(rest, options);
}

async function sendPart(bundle: Bundle, options: SendOptions): Promise<void> {
  if (countOf(bundle) === 0) return;
  for (let attempt = 1; ; attempt++) {
    try {
      return await importOnce(bundle, options);
    } catch (thrown) {
      const problem = problemBehind(thrown);
      if (problem?.kind !== 'server') throw thrown;
      if (attempt < options.attempts) await sleep(500 * 2 ** (attempt - 1) * (0.5 + Math.random()), options.signal);
      else throw await explained(bundle, options, thrown, problem);
    }
  }
}

async function importOnce(bundle: Bundle, { client, passwords }: SendOptions): Promise<void> {
  const files = packFiles(bundle);
  await client.upload(
    '/api/v1/assets/import/',
    [
      { name: 'bundle', value: packZip(files, new Date(0)), fileName: 'bundle.zip' },
      { name: 'passwords', value: passwordsField(files, passwords) },
      ...(knowsSparse(client.version) ? [{ name: 'sparse', value: 'true' }] : []),
    ],
    'the import',
  );
}

/**
 * Superset hides why an assets import failed. Its objects one by one show at least which one it is: what goes in is what
 * the plan wanted to write anyway.
 */
async function explained(bundle: Bundle, options: SendOptions, thrown: unknown, problem: Problem): Promise<unknown> {
  if (!knowsSparse(options.client.version) || countOf(bundle) === 1) {
    const [file] = packFiles(bundle);
    return new Failure('TARGET_FAILED', `Superset failed to import ${file?.path ?? 'the bundle'}: ${problem.message}`, {
      hint: HINT,
      cause: problem,
    });
  }
  const parts: Bundle[] = [
    ...bundle.databases.map((each) => ({ ...emptyBundle(), databases: [each] })),
    ...bundle.datasets.map((each) => ({ ...emptyBundle(), datasets: [each] })),
    ...bundle.charts.map((each) => ({ ...emptyBundle(), charts: [each] })),
    ...bundle.dashboards.map((each) => ({ ...emptyBundle(), dashboards: [each] })),
  ];
  const refused: string[] = [];
  for (const part of parts) {
    try {
      await importOnce(part, options);
    } catch (again) {
      const found = problemBehind(again);
      if (found?.kind !== 'server' && found?.kind !== 'rejected') return again;
      refused.push(packFiles(part)[0]?.path ?? '');
    }
  }
  if (refused.length === 0) return undefinedReason(thrown, problem);
  return new Failure(
    'TARGET_FAILED',
    `Superset failed to import ${refused.length} of ${parts.length} assets (${problem.message}):\n  ${refused.join('\n  ')}`,
    { hint: HINT, cause: problem },
  );
}

const undefinedReason = (thrown: unknown, problem: Problem): unknown =>
  thrown instanceof Failure
    ? new Failure('TARGET_FAILED', `Superset failed to import the bundle as a whole: ${problem.message}`, {
        hint: 'Each asset goes in by itself now: run deploy again.',
        cause: problem,
      })
    : thrown;

const HINT =
  'The log of Superset holds the reason. Often: a reference to something that does not exist there, a name or slug taken twice, a locked SQLite metadata database, or (before 6.1) a connection that Superset cannot reach.';
