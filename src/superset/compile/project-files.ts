import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AssetKind } from '../../model/assets.ts';
import type { TemplateSource } from './render-template.ts';

export const FOLDERS: Readonly<Record<AssetKind, string>> = {
  database: 'databases',
  dataset: 'datasets',
  chart: 'charts',
  dashboard: 'dashboards',
};

export interface AssetTemplate extends TemplateSource {
  kind: AssetKind;
  /** Path below its folder without the ending: the name it is known by in other templates. */
  name: string;
}

export interface ProjectFiles {
  templates: AssetTemplate[];
  macros: TemplateSource[];
}

/** All templates of a project, in the order of their paths; names that begin with `.` or `_` are skipped, as Superset does. */
export function readProjectFiles(projectDir: string): ProjectFiles {
  const kinds = Object.keys(FOLDERS) as AssetKind[];
  return {
    templates: kinds.flatMap((kind) =>
      sources(projectDir, `assets/${FOLDERS[kind]}`).map((source) => ({
        ...source,
        kind,
        name: source.file.slice(`assets/${FOLDERS[kind]}/`.length).replace(/\.ya?ml(\.j2)?$/, ''),
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
