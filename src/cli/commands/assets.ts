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
