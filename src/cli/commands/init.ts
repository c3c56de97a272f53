import type { DefineCommand } from '../command.ts';

export const define: DefineCommand = (command, io) => {
  command.argument('[dir]', 'folder to make', '.').action((dir: string) => {
    io.output.note(`init ${dir}`);
  });
};
