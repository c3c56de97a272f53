import type { CommandEntry } from './command.ts';

/** Every top-level command. The code of a command is loaded only when it is called. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'init', summary: 'make a new project folder, ready for Git', load: () => import('./commands/init.ts') },
  {
    name: 'quickstart',
    summary: 'project, database, sample data and dashboards in one go',
    load: () => import('./commands/quickstart.ts'),
  },
  {
    name: 'superset',
    summary: 'a real Superset on this machine: up, down, status',
    load: () => import('./commands/superset.ts'),
  },
  { name: 'assets', summary: 'compile, validate and deploy dashboards', load: () => import('./commands/assets.ts') },
  {
    name: 'ingest',
    summary: 'read metrics files into the database; nothing twice, nothing lost',
    load: () => import('./commands/ingest.ts'),
  },
  {
    name: 'sync',
    summary: 'ingest the configured files again: once, on a schedule, or when they change',
    load: () => import('./commands/sync.ts'),
  },
  {
    name: 'backfill',
    summary: 'what happened before: the last 90 days out of GitHub, of Git, or of files of another tool',
    load: () => import('./commands/backfill.ts'),
  },
  {
    name: 'sample',
    summary: 'load the data of an invented company, with effects planted in them',
    load: () => import('./commands/sample.ts'),
  },
  {
    name: 'metrics',
    summary: 'every number we publish: its definition, its value, its rows',
    load: () => import('./commands/metrics.ts'),
  },
  {
    name: 'alerts',
    summary: 'tell somebody when a target is missed, data are old, or ingest fails: check, list, ack',
    load: () => import('./commands/alerts.ts'),
  },
  { name: 'db', summary: 'the database: schema, users, checks, moving', load: () => import('./commands/db.ts') },
  {
    name: 'export',
    summary: "the spec's name for ingest: --format sqlite --input metrics_data.json",
    load: () => import('./commands/export.ts'),
  },
  {
    name: 'quarantine',
    summary: 'records that were refused: list, show, retry, drop',
    load: () => import('./commands/quarantine.ts'),
  },
  {
    name: 'deploy',
    summary: 'database, compile, validate, drift gate, apply, verify: the whole road to an environment',
    load: () => import('./commands/deploy.ts'),
  },
  {
    name: 'embed',
    summary: 'a dashboard in a page of somebody else: a signed token that opens it for a while',
    load: () => import('./commands/embed.ts'),
  },
  {
    name: 'mcp',
    summary: 'answer an assistant: every number with its n, interval and definition, over the Model Context Protocol',
    load: () => import('./commands/mcp.ts'),
  },
  {
    name: 'report',
    summary: 'dashboards as files: HTML, PDF, XLSX, CSV, PNG, SVG',
    load: () => import('./commands/report.ts'),
  },
  { name: 'serve', summary: 'the viewer and the HTTP API', load: () => import('./commands/serve.ts') },
  {
    name: 'doctor',
    summary: 'what is missing, and the command that mends it',
    load: () => import('./commands/doctor.ts'),
  },
];
