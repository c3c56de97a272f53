/** `npm test`: the checks, then every test that needs no Python, those of `check:house` among them. Words after -- go to vitest. */
import { build, install, run } from './prepare.mjs';

install();
build();
if (process.argv.length === 2) run('npm', ['run', '--silent', 'check:code']);
run('npx', ['vitest', 'run', ...process.argv.slice(2)]);
