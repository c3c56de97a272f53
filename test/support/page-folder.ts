import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes of `folder` what the server takes for the built viewer: the page without its program. */
export function pageFolder(folder: string): string {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html><div id="root"></div><!--boot--></html>');
  return folder;
}
