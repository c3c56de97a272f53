/**
 * `npm run bench [-- name ...] [--quick]`: runs bench/<name>.ts (all of them without a name), prints each figure beside its
 * peer and writes bench/RESULTS.md. A partial run replaces only its own sections.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { buildBench, install, root } from './prepare.mjs';

install();
buildBench();

const words = process.argv.slice(2);
const quick = words.includes('--quick');
const wanted = words.filter((word) => !word.startsWith('-'));
const all = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace('.bench.ts', ''));

const cell = (value) => String(value ?? '').replaceAll('|', '\\|');
const results = join(root, 'bench/RESULTS.md');
const sections = new Map();
if (existsSync(results)) {
  for (const part of readFileSync(results, 'utf8').split(/^## /m).slice(1))
    sections.set(part.split('\n')[0], `## ${part.trimEnd()}`);
}

for (const name of wanted.length > 0 ? wanted : all) {
  const { bench } = await import(join(root, `dist/bench/${name}.bench.js`));
  console.error(`# ${bench.title}`);
  const rows = await bench.run({ quick, log: (line) => console.error(`  ${line}`) });
  const lines = rows.map((row) => {
    const aim = row.aim ? `${row.aim}${row.met === undefined ? '' : row.met ? ' (met)' : ' (missed)'}` : '';
    return `| ${[row.what, row.ours, row.peer, row.peerFigure, row.ratio, aim, row.note].map(cell).join(' | ')} |`;
  });
  const header = '| work | here | peer | its figure | ratio | aim | note |\n|---|---|---|---|---|---|---|';
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const when = new Date().toISOString().slice(0, 10);
  const text = `## ${bench.title}\n\n${when}, ${machine}. Again: \`npm run bench -- ${name}\`.\n\n${header}\n${lines.join('\n')}`;
  sections.set(bench.title, text);
  console.log(`\n${text}`);
}

if (!quick) {
  const intro =
    '# Figures\n\nWritten by `npm run bench`. Only ratios taken in one run count; absolute figures move with the machine.';
  writeFileSync(
    results,
    `${[intro, ...[...sections.keys()].sort((a, b) => a.localeCompare(b)).map((title) => sections.get(title))].join('\n\n')}\n`,
  );
}
