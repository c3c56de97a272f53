import { resolve } from 'node:path';
import { type Channel, tellAll } from '../../../alerts/notify.ts';
import { observe } from '../../../alerts/observe.ts';
import {
  type Change,
  changeOf,
  goneObservations,
  type News,
  readAlerts,
  writeAlerts,
} from '../../../alerts/update-alerts.ts';
import { type AlertsConfig, loadAlerts } from '../../../config/alerts-config.ts';
import { type Config, loadConfig } from '../../../config/config.ts';
import { readSecret } from '../../../config/secret.ts';
import { Failure } from '../../../errors.ts';
import { HttpClient } from '../../../http/http-client.ts';
import { driftedObjects } from '../../../superset/render/plan-json.ts';
import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { planProject } from '../../../superset/deploy/plan-project.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { withReader } from '../assets/with-target.ts';
import { withStore } from '../../project-store.ts';

interface CheckFlags {
  config?: string;
  fail?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export const defineCheck: DefineCommand = (command, io) => {
  command
    .description('look at every rule, and tell what is new')
    .option('--config <file>', 'rules (default: alerts.yaml of the project)')
    .option('--fail', 'exit 11 when an alert is firing that nobody acknowledged')
    .option('--dry-run', 'only say what would be told; nothing is kept and nobody is told')
    .option('--json', 'print observations and news as JSON')
    .addHelpText(
      'after',
      `
Meant for a schedule: what was told is not told again until it changes, ends, or \`repeat\` has passed unacknowledged.

Example:
  $ feedback-loop alerts check --fail`,
    )
    .action((flags: CheckFlags) => check(io, flags));
};

async function check(io: Io, flags: CheckFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const { rules, repeatMs, notify } = loadAlerts(
    config.projectDir,
    flags.config === undefined ? undefined : resolve(io.cwd, flags.config),
  );
  const channels = flags.dryRun ? [] : channelsOf(config, notify);
  const now = io.now();
  const done = await withStore(io, async (store) => {
    const seen = await observe(store, rules, { now, probes: { drift: (environment) => drift(io, environment) } });
    const before = new Map((await readAlerts(store)).map((alert) => [alert.alert, alert]));
    const names = rules.map(({ name }) => name);
    const observed = [...seen, ...goneObservations(before.values(), seen, names)];
    const changes = observed.flatMap((each): Change[] => {
      const change = changeOf(before.get(each.alert), each, { now, repeatMs });
      return change ? [change] : [];
    });
    const news = changes.flatMap((change) => (change.news ? [change.news] : []));
    if (!flags.dryRun) {
      // Told first: what nobody could be told is new at the next check. What one channel was told is kept, or it would be told
      // the same at every check for as long as another is broken.
      const trouble = news.length > 0 ? await told(io, channels, news, config, now) : undefined;
      if (trouble?.told !== 0) await writeAlerts(store, changes, { rules: names, toldAt: now });
      if (trouble) throw trouble.failure;
    }
    const after = new Map([...before, ...changes.map(({ next }) => [next.alert, next] as const)]);
    const firing = [...after.values()].filter(({ state, rule }) => state === 'firing' && names.includes(rule));
    return { observed, news, firing };
  });
  const open = done.firing.filter(({ acknowledged_at }) => acknowledged_at === null);
  if (flags.fail && open.length > 0) io.output.exit('alert');
  io.output.result(
    { observations: done.observed, news: done.news, firing: done.firing.length, told: !flags.dryRun },
    () => {
      const { good, bad, warn, dim } = io.output;
      const sign = (firing: boolean | null): string => (firing === null ? warn('?') : firing ? bad('✗') : good('✓'));
      return [
        ...done.observed.map((seen) => `${sign(seen.firing)} ${seen.alert}  ${dim(seen.message)}`),
        `${done.firing.length} firing, ${done.news.length} new${flags.dryRun ? ', nobody told' : ''}`,
      ].join('\n');
    },
  );
}

async function told(io: Io, channels: readonly Channel[], news: readonly News[], config: Config, now: Date) {
  const http = new HttpClient({ env: config.env, timeoutMs: 10_000, signal: io.signal });
  try {
    return await tellAll(channels, news, { http, organization: config.organization, now });
  } finally {
    await http.close();
  }
}

function channelsOf(config: Config, notify: AlertsConfig['notify']): Channel[] {
  return notify.map((each): Channel => {
    if ('file' in each) return { kind: 'file', path: resolve(config.projectDir, each.file) };
    const url = readSecret(config.env, each.webhook_env);
    if (!url) {
      throw new Failure('CONFIG_INVALID', `${each.webhook_env} is not set`, {
        hint: 'It holds the address that alerts.yaml sends notifications to.',
      });
    }
    return { kind: 'webhook', url: url.reveal(), format: each.format, name: each.webhook_env };
  });
}

const drift = (io: Io, environment: string): Promise<number> => {
  const { json } = io.output;
  return withReader(io, { env: environment, json }, async ({ project, target, store }) => {
    const policy = planPolicy(project.policy, environment);
    const { plan } = await planProject({ project, target, store, policy, nowMs: io.now().getTime() });
    return driftedObjects(plan).length;
  });
};
