import type { CommandEntry, DefineCommand } from '../command.ts';

/** Subcommands of `assets`; the code of one is loaded only when it is called. */
const SUBCOMMANDS: readonly CommandEntry[] = [
  { name: 'compile', summary: 'render the templates into bundles/ENV', load: () => import('./assets/compile.ts') },
  {
    name: 'translate',
    summary: 'exports of one or several environments -> templates, proven',
    load: () => import('./assets/translate.ts'),
  },
  { name: 'adopt', summary: 'take what is live into the templates', load: () => import('./assets/adopt.ts') },
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
];

export const define: DefineCommand = (command, io) => {
  for (const entry of SUBCOMMANDS) {
    const subcommand = command.command(entry.name).description(entry.summary);
    subcommand.copyInheritedSettings(command);
    // Defined when it is met, so that no other subcommand's code is loaded.
    subcommand
      .allowUnknownOption()
      .helpOption(false)
      .argument('[words...]')
      .action(async (_words, _options, self: typeof command) => {
        const words = self.args;
        const real = command.createCommand(`feedback-loop ${command.name()} ${entry.name}`).description(entry.summary);
        real.copyInheritedSettings(command).helpOption('-h, --help', 'display help');
        (await entry.load()).define(real, io);
        await real.parseAsync([...words], { from: 'user' });
      });
  }
};
