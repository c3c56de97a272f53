import type { CommandEntry, DefineCommand } from '../command.ts';

/** Subcommands of `assets`; the code of one is loaded only when it is called. */
const SUBCOMMANDS: readonly CommandEntry[] = [
  { name: 'compile', summary: 'render the templates into bundles/ENV', load: () => import('./assets/compile.ts') },
  { name: 'validate', summary: 'find what is wrong before Superset does', load: () => import('./assets/validate.ts') },
  {
    name: 'translate',
    summary: 'exports of one or several environments -> templates, proven',
    load: () => import('./assets/translate.ts'),
  },
  { name: 'adopt', summary: 'take what is live into the templates', load: () => import('./assets/adopt.ts') },
  {
    name: 'preview',
    summary: 'the viewer over the templates as they are being written',
    load: () => import('./assets/preview.ts'),
  },
  { name: 'impact', summary: 'what uses an object, and what it uses', load: () => import('./assets/impact.ts') },
  {
    name: 'plan',
    summary: 'compare Git, the last apply and the target: what a deployment would do',
    load: () => import('./assets/plan.ts'),
  },
  { name: 'drift', summary: 'what others changed on the target; reads only', load: () => import('./assets/drift.ts') },
  { name: 'drift-plan', summary: 'the spec’s name for drift', load: () => import('./assets/drift.ts') },
  {
    name: 'apply',
    summary: 'do what the plan says, then read back and compare',
    load: () => import('./assets/apply.ts'),
  },
  { name: 'verify', summary: 'read everything back and compare it with Git', load: () => import('./assets/verify.ts') },
  { name: 'revert', summary: 'Git wins for chosen objects', load: () => import('./assets/revert.ts') },
  {
    name: 'rollback',
    summary: 'put the target back as it was after an earlier apply',
    load: () => import('./assets/rollback.ts'),
  },
  {
    name: 'prune',
    summary: 'delete what was created from here and Git no longer has',
    load: () => import('./assets/prune.ts'),
  },
  { name: 'unlock', summary: 'list locks, or take one away', load: () => import('./assets/unlock.ts') },
  { name: 'query', summary: 'what a chart asks the database', load: () => import('./assets/query.ts') },
  {
    name: 'export',
    summary: 'what a target holds, as YAML files with stable names',
    load: () => import('./assets/export.ts'),
  },
];

export const define: DefineCommand = async (command, io, words) => {
  const called = words?.find((word) => SUBCOMMANDS.some((entry) => entry.name === word));
  for (const entry of SUBCOMMANDS) {
    const subcommand = command.command(entry.name).description(entry.summary);
    if (words === undefined || entry.name === called) await (await entry.load()).define(subcommand, io);
  }
};
