/** `npm start`: everything from nothing to three dashboards in a browser. Words after -- go to quickstart. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build();
const command = [join(root, 'dist/src/cli/bin.js'), 'quickstart', ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, command, { stdio: 'inherit', cwd: root }).status ?? 1;
