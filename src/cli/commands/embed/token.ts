import { InvalidArgumentError } from 'commander';
import { chartsOf, slugOf } from '../../../charts/dashboard/dashboard-view.ts';
import { loadConfig } from '../../../config/config.ts';
import { readSecret } from '../../../config/secret.ts';
import { readInterval } from '../../../config/sync-config.ts';
import { Failure } from '../../../errors.ts';
import { embedKey } from '../../../server/embed/embed-keys.ts';
import { EMBED_KEY } from '../../../server/embed/embed-settings.ts';
import { type EmbedGrant, signEmbedToken } from '../../../server/embed/embed-token.ts';
import { bundleOf, dashboardOf } from '../../bundle-of.ts';
import type { DefineCommand, Io } from '../../command.ts';

interface TokenFlags {
  ttl: number;
  filter: Record<string, string | number | boolean>;
  range?: string;
  url: string;
  keyEnv: string;
  env: string;
  bundle?: string;
  json?: boolean;
}

export const defineToken: DefineCommand = (command, io) => {
  command
    .description('a signed token that opens one dashboard, for a while')
    .argument('<dashboard>', 'slug or uuid')
    .option('--ttl <length>', 'how long it opens: 15m, 1h, 7d; 24d at most', readTtl, 3_600)
    .option('--filter <column=value>', 'show only this value; again for another column', readFilter, {})
    .option('--range <words>', "fix the time range, in Superset's words: Last month, 2026-11-01 : 2026-11-21")
    .option('--url <address>', 'where people reach the server', 'http://127.0.0.1:4600')
    .option('--key-env <name>', 'environment variable that holds the key', EMBED_KEY)
    .option('--env <name>', 'environment that the dashboards are compiled for', 'local')
    .option('--bundle <path>', 'the dashboard is in this bundle folder or export ZIP instead of the project')
    .option('--json', 'print token, address and end as JSON')
    .addHelpText(
      'after',
      `
The key is a random text of 32 characters or more (HS256), or an Ed25519 private key in PEM (EdDSA). The page that shows the
dashboard cannot lift what the token fixes; charts that cannot be narrowed to a --filter are not shown.

Example:
  $ FEEDBACK_LOOP_EMBED_KEY=$(openssl rand -base64 48) feedback-loop embed token code-quality --filter repository=acme/shop`,
    )
    .action((name: string, flags: TokenFlags) => makeToken(io, name, flags));
};

async function makeToken(io: Io, name: string, flags: TokenFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  const secret = readSecret(config.env, flags.keyEnv);
  if (!secret) {
    throw new Failure('CONFIG_INVALID', `${flags.keyEnv} is not set`, {
      hint: 'Set it to a long random text, the same for this command and for serve: openssl rand -base64 48',
    });
  }
  const bundle = await bundleOf(io, config, flags);
  const dashboard = dashboardOf(bundle, name);
  const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
  const hidden = chartsOf(bundle, dashboard).filter((chart) => {
    const columns = new Set(datasets.get(chart.dataset_uuid)?.columns.map((column) => column.column_name));
    return Object.keys(flags.filter).some((column) => !columns.has(column));
  });
  const grant: EmbedGrant = {
    organization: config.organization,
    dashboard: dashboard.uuid,
    locked: flags.filter,
    ...(flags.range === undefined ? {} : { timeRange: flags.range }),
  };
  const now = io.now();
  const token = await signEmbedToken(embedKey(secret.reveal(), secret.source), grant, { now, ttlSeconds: flags.ttl });
  const url = `${flags.url.replace(/\/+$/, '')}/embed/${encodeURIComponent(slugOf(dashboard))}#${token}`;
  const expires = new Date(now.getTime() + flags.ttl * 1_000).toISOString();
  if (hidden.length > 0) {
    const titles = hidden.map(({ slice_name }) => slice_name).join(', ');
    io.output.note(`${io.output.warn('!')} not shown, for they cannot be narrowed: ${titles}`);
  }
  io.output.note(`opens ${dashboard.dashboard_title} of ${grant.organization} until ${expires}`);
  io.output.result({ token, url, expires, notShown: hidden.map(({ uuid }) => uuid) }, url);
}

function readTtl(text: string): number {
  try {
    return readInterval(text) / 1_000;
  } catch {
    throw new InvalidArgumentError('A length such as 15m, 1h or 7d is needed; 24 days at most.');
  }
}

/** Numbers and truth values are meant as such; a text that looks like one is written in quotation marks. */
function readFilter(text: string, before: TokenFlags['filter']): TokenFlags['filter'] {
  const [, column, written] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (column === undefined || written === undefined) throw new InvalidArgumentError('COLUMN=VALUE is needed.');
  if (column in before) throw new InvalidArgumentError(`${column} is given twice: a column has one value.`);
  const quoted = /^"(.*)"$/.exec(written)?.[1];
  const value =
    quoted ??
    (written === 'true' || written === 'false'
      ? written === 'true'
      : /^-?\d+(\.\d+)?$/.test(written)
        ? Number(written)
        : written);
  return { ...before, [column]: value };
}
