import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bundle } from '../../model/assets.ts';
import { compileProject } from '../compile/compile.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import { objectSet } from '../normalise/normalise.ts';
import { diffObject } from '../plan/diff-object.ts';

/** Something that the templates, compiled for an environment, do not say as its target does. */
export interface Mismatch {
  environment: string;
  uuid: string;
  name: string;
  /** The field, or what is wrong with the object as a whole. */
  field: string;
}

/** A file to be written, by its path in the project. */
export interface ProjectFile {
  path: string;
  text: string;
}

/**
 * The project as it would be with `files` written and `removed` gone, in a folder of its own that is gone afterwards: assets/, environments/
 * and policy.yaml are copied.
 */
export function withTrialProject<T>(
  projectDir: string,
  files: readonly ProjectFile[],
  removed: readonly string[],
  work: (dir: string) => T,
): T {
  const trial = mkdtempSync(join(tmpdir(), 'feedback-loop-'));
  try {
    for (const name of ['assets', 'environments', 'policy.yaml']) {
      if (existsSync(join(projectDir, name))) cpSync(join(projectDir, name), join(trial, name), { recursive: true });
    }
    for (const { path, text } of files) {
      mkdirSync(dirname(join(trial, path)), { recursive: true });
      writeFileSync(join(trial, path), text);
    }
    for (const path of removed) rmSync(join(trial, path), { force: true });
    return work(trial);
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/**
 * compile(templates, environment) against what its target holds, for every environment: empty when each object is the
 * same after normalisation. Objects that only the project has are not looked at.
 */
export function provesTranslation(
  projectDir: string,
  exports: ReadonlyMap<string, Bundle>,
  env: NodeJS.ProcessEnv,
  only?: ReadonlySet<string>,
): Mismatch[] {
  return [...exports].flatMap(([environment, bundle]) => {
    const compiled = compileProject({ projectDir, environment, env });
    const { version } = compiled.environment.target;
    const broken = compiled.findings
      .filter((each) => each.severity === 'error')
      .map((each) => ({ environment, uuid: '', name: each.where.file ?? '', field: `${each.code}: ${each.message}` }));
    return [
      ...broken,
      ...differences(environment, objectSet(compiled.bundle, version), objectSet(bundle, version), only),
    ];
  });
}

function differences(environment: string, ours: ObjectSet, theirs: ObjectSet, only?: ReadonlySet<string>): Mismatch[] {
  return [...theirs.values()].flatMap((entry): Mismatch[] => {
    if (only && !only.has(entry.uuid)) return [];
    const { uuid, name } = entry;
    const compiled = ours.get(uuid);
    if (!compiled) return [{ environment, uuid, name, field: 'the whole object: no template makes it' }];
    const changes = diffObject(entry.kind, compiled.content, entry.content);
    return changes.map((change) => ({ environment, uuid, name, field: change.field }));
  });
}
