import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../src/errors.ts';
import { HttpClient } from '../src/http/http-client.ts';
import { startLocal, stopLocal } from '../src/superset/local/local-superset.ts';
import { packageRoot } from '../src/util/package-root.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { manyAssets } from './many-assets.ts';
import { writeSmallProject } from './small-project.ts';

const PEER = process.env.FEEDBACK_LOOP_BENCH_PRESET_CLI;
const PLAN_AIM_PERCENT = 10;

interface Server {
  url: string;
  username: string;
  password: string;
}

/**
 * A real Superset of its own: deployments and exports of four assets beside `superset-cli` (PyPI preset-cli; its path in
 * FEEDBACK_LOOP_BENCH_PRESET_CLI), and a plan of a thousand assets beside what Superset itself needs to answer.
 */
export const bench: Bench = {
  title: 'Superset',
  async run({ quick, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const cache = process.env.FEEDBACK_LOOP_CACHE ?? join(packageRoot(), '.cache');
    const options = { projectDir: folder, env: { ...process.env, FEEDBACK_LOOP_CACHE: cache } };
    try {
      writeFileSync(join(folder, 'policy.yaml'), '');
      const state = await startLocal({ ...options, note: log });
      const password = readFileSync(state.passwordFile, 'utf8').trim();
      const server = { url: state.url, username: state.username, password };
      const work = { folder, server, runs: quick ? 2 : 7, log };
      return [...(await fourAssets(work)), ...(await thousandAssets(work))];
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'PYTHON_MISSING') throw thrown;
      return [{ what: 'a Superset of its own', ours: 'not measured', note: thrown.message }];
    } finally {
      await stopLocal(options);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Work {
  folder: string;
  server: Server;
  runs: number;
  log: (line: string) => void;
}

async function fourAssets({ folder, server, runs, log }: Work): Promise<BenchRow[]> {
  const project = join(folder, 'small');
  const ours = (...words: string[]) => command(project, server, words);
  const theirs = (...words: string[]) =>
    timed(PEER ?? '', ['-u', server.username, '-p', server.password, server.url, ...words], { cwd: folder });
  writeSmallProject(project, 'first');
  await ours('deploy', 'local');
  const exported = join(folder, 'theirs');
  // It exports into a folder that is there already.
  mkdirSync(exported);
  if (PEER) await theirs('export', '--overwrite', exported);
  const figures: Record<'deploy' | 'again' | 'export' | 'sync' | 'pull', number[]> = {
    deploy: [],
    again: [],
    export: [],
    sync: [],
    pull: [],
  };
  // In turn, so that what the machine does besides falls on all alike.
  for (let run = 0; run < runs; run++) {
    writeSmallProject(project, `run ${run}`);
    figures.deploy.push(await ours('deploy', 'local'));
    figures.again.push(await ours('deploy', 'local'));
    figures.export.push(await ours('assets', 'export', '--env', 'local', '--out', join(folder, 'ours')));
    if (PEER) figures.sync.push(await theirs('sync', 'native', '--overwrite', exported));
    if (PEER) figures.pull.push(await theirs('export', '--overwrite', exported));
    log(
      Object.entries(figures)
        .map(([name, all]) => `${name} ${(all.at(-1) ?? 0).toFixed(0)} ms`)
        .join(', '),
    );
  }
  return [
    beside('deploy of 4 changed assets: database, validation, plan, gates, apply, verification', figures.deploy, {
      name: 'superset-cli sync native',
      figures: figures.sync,
    }),
    beside('deploy of the same with nothing changed', figures.again, {
      name: 'superset-cli sync native (writes all of it again)',
      figures: figures.sync,
    }),
    beside('export of the same', figures.export, { name: 'superset-cli export', figures: figures.pull }),
  ];
}

function beside(what: string, ours: readonly number[], peer: { name: string; figures: readonly number[] }): BenchRow {
  const row = { what, ours: seconds(median(ours)), aim: 'less than the peer' };
  if (peer.figures.length === 0) return { ...row, note: 'FEEDBACK_LOOP_BENCH_PRESET_CLI names no superset-cli' };
  const ratio = median(peer.figures.map((figure, run) => figure / (ours[run] ?? figure)));
  const words = ratio > 1 ? `${ratio.toFixed(2)} × faster` : `${(1 / ratio).toFixed(2)} × slower`;
  return { ...row, peer: peer.name, peerFigure: seconds(median(peer.figures)), ratio: words, met: ratio > 1 };
}

async function thousandAssets({ folder, server, runs, log }: Work): Promise<BenchRow[]> {
  const project = join(folder, 'large');
  const ours = (...words: string[]) => command(project, server, words);
  mkdirSync(project);
  manyAssets(project);
  await ours('deploy', 'local');
  const plans: number[] = [];
  const quick: number[] = [];
  const floors: number[] = [];
  for (let run = 0; run < runs; run++) {
    floors.push(await supersetAlone(server));
    plans.push(await ours('assets', 'plan', '--env', 'local'));
    quick.push(await ours('assets', 'plan', '--env', 'local', '--quick'));
    log(
      `Superset ${floors.at(-1)?.toFixed(0)} ms, plan ${plans.at(-1)?.toFixed(0)} ms, quick ${quick.at(-1)?.toFixed(0)} ms`,
    );
  }
  const more = median(plans.map((plan, run) => (plan / (floors[run] ?? plan) - 1) * 100));
  return [
    {
      what: 'plan of 1,000 assets, nothing changed, everything compared',
      ours: seconds(median(plans)),
      peer: "Superset's own answers: login and export",
      peerFigure: seconds(median(floors)),
      ratio: `${more.toFixed(0)} % on top`,
      aim: `at most ${PLAN_AIM_PERCENT} % on top`,
      met: more <= PLAN_AIM_PERCENT,
    },
    { what: 'the same through the lists alone (--quick)', ours: seconds(median(quick)) },
  ];
}

/** What Superset needs to log us in and export everything, in milliseconds, with nobody to read it. */
async function supersetAlone({ url, username, password }: Server): Promise<number> {
  const http = new HttpClient({ timeoutMs: 600_000 });
  try {
    const start = performance.now();
    const login = await http.request({
      method: 'POST',
      url: `${url}/api/v1/security/login`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, provider: 'db' }),
    });
    const { access_token: token } = JSON.parse(Buffer.from(login.body).toString()) as { access_token: string };
    await http.request({ url: `${url}/api/v1/assets/export/`, headers: { authorization: `Bearer ${token}` } });
    return performance.now() - start;
  } finally {
    await http.close();
  }
}

/** One of our commands as a process of its own, in milliseconds. */
const command = (project: string, server: Server, words: readonly string[]): Promise<number> => {
  const env = { SUPERSET_URL: server.url, SUPERSET_USERNAME: server.username, SUPERSET_PASSWORD: server.password };
  return timed(process.execPath, [join(packageRoot(), 'dist/src/cli/bin.js'), ...words], { cwd: project, env });
};

/** Runs a program to its end. @throws Error with the end of its output when it fails */
function timed(
  program: string,
  words: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said = `${said}${chunk.toString()}`.slice(-2_000);
      });
    }
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(performance.now() - start) : reject(new Error(`exit ${code}: ${said}`)),
    );
  });
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
