import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { Failure, messageOf } from '../errors.ts';
import { sha256 } from '../util/hash.ts';

/** Where a project remembers what it was given, so that a later version can tell what the user has changed. */
const MANIFEST = '.feedback-loop/starter.json';

interface Manifest {
  version: string;
  /** Path -> SHA-256 of the text as it was given. */
  files: Record<string, string>;
}

export interface StarterReport {
  projectDir: string;
  created: string[];
  updated: string[];
  /** Files that the user changed and that we would give otherwise today; they are left alone. */
  kept: { path: string; diff: string }[];
  unchanged: number;
}

/** npm leaves .gitignore out of a package, so it travels under another name. */
const targetName = (path: string): string => path.replace(/(^|\/)gitignore$/, '$1.gitignore');

/**
 * Makes or renews a project from the starter folder. A file the user never touched gets its new version; one the user
 * changed is left alone and reported with a diff; one the user deleted stays deleted.
 * @throws Failure FILE_UNREADABLE when the folder cannot be written
 */
export function syncStarter(options: {
  from: string;
  to: string;
  version: string;
  /** Files to leave out, now and later: as if the user had deleted them. */
  without?: (path: string) => boolean;
}): StarterReport {
  const { from, to, version, without = () => false } = options;
  const known = readManifest(join(to, MANIFEST));
  const report: StarterReport = { projectDir: to, created: [], updated: [], kept: [], unchanged: 0 };
  const files: Manifest['files'] = {};
  try {
    for (const source of listFiles(from)) {
      const path = targetName(source);
      const text = readFileSync(join(from, source), 'utf8');
      const given = sha256(text);
      const target = join(to, path);
      const write = (): void => {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, text);
        if (isScript(path)) chmodSync(target, 0o755);
      };
      files[path] = given;
      if (!existsSync(target)) {
        if (known.files[path] !== undefined || without(path)) continue;
        write();
        report.created.push(path);
        continue;
      }
      const present = readFileSync(target, 'utf8');
      if (present === text) report.unchanged += 1;
      else if (known.files[path] === sha256(present)) {
        write();
        report.updated.push(path);
      } else {
        // What the user has is measured against what was given then, not now.
        files[path] = known.files[path] ?? given;
        report.kept.push({
          path,
          diff: createTwoFilesPatch(path, path, present, text, 'yours', `feedback-loop ${version}`),
        });
      }
    }
    mkdirSync(join(to, dirname(MANIFEST)), { recursive: true });
    writeFileSync(join(to, MANIFEST), `${JSON.stringify({ version, files } satisfies Manifest, null, 2)}\n`);
  } catch (cause) {
    throw new Failure('FILE_UNREADABLE', `the project cannot be written: ${messageOf(cause)}`, {
      where: { file: to },
      cause,
    });
  }
  return report;
}

const isScript = (path: string): boolean => path.endsWith('.sh') || path.endsWith('scripts/hybrid/hybrid');

function readManifest(file: string): Manifest {
  if (!existsSync(file)) return { version: '', files: {} };
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch (cause) {
    throw new Failure('CONFIG_INVALID', `${MANIFEST} is not JSON`, {
      where: { file },
      hint: 'Delete it: every file that differs is then reported instead of renewed.',
      cause,
    });
  }
}

function listFiles(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under))
    .sort()
    .flatMap((name) => {
      const path = under ? `${under}/${name}` : name;
      return statSync(join(folder, path)).isDirectory() ? listFiles(folder, path) : [path];
    });
}
