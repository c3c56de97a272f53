/** What `npm start`, `npm test` and CI share: install what is missing, build what is stale. Needs nothing but Node and npm. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program in the project's folder with our terminal; ends this process when it fails. */
export function run(program, args, options = {}) {
  // npm is a .cmd on Windows, which only a shell can start.
  const shell = process.platform === 'win32';
  const { status, signal } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell, ...options });
  if (status !== 0) process.exit(status ?? (signal ? 130 : 1));
}

const newest = (path) => {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
};

export function install() {
  const modules = join(root, 'node_modules');
  // A link leads to modules that somebody else looks after; npm ci would delete them.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const installed = join(modules, '.package-lock.json');
  if (newest(installed) >= newest(join(root, 'package-lock.json')) && existsSync(installed)) return;
  console.error('Installing what is missing (better-sqlite3 may be compiled: about a minute, once) ...');
  // Not ci: it refuses a lock that lacks a package for another platform, which some registries do not carry.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  const now = new Date();
  utimesSync(installed, now, now);
}

/** The letters of reports; the last is that of the viewer. */
const FONTS = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
];

const bin = (name) => join(root, 'node_modules', name);

const compile = (config) => run(process.execPath, [bin('typescript/bin/tsc'), '-p', config]);

const vite = (...words) => run(process.execPath, [bin('vite/bin/vite.js'), 'build', ...words, '--logLevel', 'warn']);

export function build({ force = false } = {}) {
  const stamp = join(root, 'dist', '.built');
  const sources = ['src', 'web', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    join(root, name),
  );
  if (!force && Math.max(...sources.map(newest)) < newest(stamp)) return;
  console.error('Building ...');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  compile('tsconfig.build.json');
  // What the compiler leaves behind: SQL, templates, JSON beside the code.
  cpSync(join(root, 'src'), join(root, 'dist', 'src'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  vite('web');
  bundle();
  mkdirSync(join(root, 'dist', 'fonts'));
  for (const font of FONTS) cpSync(bin(font), join(root, 'dist', 'fonts', basename(font)));
  writeFileSync(stamp, '');
}

/** The product with what measures it (bench, the tests' helpers), as the product is shipped. */
export function buildBench() {
  build();
  compile('tsconfig.bench.json');
  bundle();
}

/** What takes the place of compiled files. */
function bundle() {
  // The engine of reports takes its ECharts with it: 1 MB in the package instead of 60 MB beside it.
  vite('--config', 'scripts/engine.vite.config.ts');
  // The command as a few files, whose nine hundred take three times as long to read.
  vite('--config', 'scripts/command.vite.config.ts');
  const file = join(root, 'dist', 'src', 'cli', 'bin.js');
  writeFileSync(file, "#!/usr/bin/env node\nimport './bundle/bin.js';\n");
  chmodSync(file, 0o755);
}
