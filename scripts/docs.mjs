/** `npm run docs`: writes the generated pages again. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build();
const { generatedDocs } = await import('../dist/src/cli/docs/generated-docs.js');
for (const [path, text] of Object.entries(await generatedDocs())) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.error(`wrote ${path}`);
}
