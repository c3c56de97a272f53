import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AssetKind, type DeclaredKind, OBJECT_KINDS, type ObjectKind } from '../../model/assets.ts';
import type { TemplateSource } from './render-template.ts';

export const FOLDERS: Readonly<Record<AssetKind, string>> = {
  database: 'databases',
  dataset: 'datasets',
  chart: 'charts',
  dashboard: 'dashboards',
};

/** Folders that no import of Superset knows, and every one ignores. */
export const DECLARED_FOLDERS: Readonly<Record<DeclaredKind, string>> = {
  role: 'roles',
  rls: 'rls',
  report: 'reports',
  embedded: 'embedded',
};

const ALL_FOLDERS: Readonly<Record<ObjectKind, string>> = { ...FOLDERS, ...DECLARED_FOLDERS };

export interface AssetTemplate extends TemplateSource {
  kind: ObjectKind;
  /** Path below its folder without the ending: the name it is known by in other templates. */
  name: string;
}

export interface ProjectFiles {
  templates: AssetTemplate[];
  macros: TemplateSource[];
}

/** All templates of a project, in the order of their paths; names that begin with `.` or `_` are skipped, as Superset does. */
export function readProjectFiles(projectDir: string): ProjectFiles {
  return {
    templates: OBJECT_KINDS.flatMap((kind) =>
      sources(projectDir, `assets/${ALL_FOLDERS[kind]}`).map((source) => ({
        ...source,
        kind,
        name: source.file.slice(`assets/${ALL_FOLDERS[kind]}/`.length).replace(/\.ya?ml(\.j2)?$/, ''),
      })),
    ),
    macros: sources(projectDir, 'assets/macros'),
  };
}

function sources(projectDir: string, folder: string): TemplateSource[] {
  if (!existsSync(join(projectDir, folder))) return [];
  return readdirSync(join(projectDir, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.ya?ml(\.j2)?$/.test(path) && !path.split('/').some((part) => /^[._]/.test(part)))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((path) => ({ file: `${folder}/${path}`, text: readFileSync(join(projectDir, folder, path), 'utf8') }));
}
