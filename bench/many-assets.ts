import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';

/** The starter project and copies of its charts under other names, `count` assets in all, written into a folder. */
export function manyAssets(projectDir: string, count = 1000): void {
  const starter = join(packageRoot(), 'starter');
  cpSync(starter, projectDir, { recursive: true });
  const named = (folder: string): string[] =>
    readdirSync(join(starter, 'assets', folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yaml'),
    );
  const charts = named('charts');
  const others = ['databases', 'datasets', 'dashboards'].flatMap(named).length;
  for (let made = charts.length + others, copy = 1; made < count; copy++) {
    for (const name of charts) {
      if (made >= count) break;
      const path = join(projectDir, 'assets/charts', `copy-${copy}`, name);
      mkdirSync(dirname(path), { recursive: true });
      const text = readFileSync(join(starter, 'assets/charts', name), 'utf8');
      writeFileSync(
        path,
        // Within the quotes, where it has some.
        text.replace(/^(slice_name: )(['"]?)(.*?)\2$/m, `$1$2$3 ${copy}$2`),
      );
      made++;
    }
  }
}
