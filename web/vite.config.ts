import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Writes NAME.br and NAME.gz beside every text of the build, so that the server never compresses. */
const compressed = (folder: string): Plugin => ({
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    const assets = join(folder, 'assets');
    for (const name of readdirSync(assets).filter((each) => /\.(js|css|svg)$/.test(each))) {
      const text = readFileSync(join(assets, name));
      writeFileSync(join(assets, `${name}.gz`), gzipSync(text, { level: 9 }));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
      writeFileSync(join(assets, `${name}.br`), brotliCompressSync(text, { params }));
    }
  },
});

const outDir = join(import.meta.dirname, '..', 'dist', 'web');

export default defineConfig({
  plugins: [react(), compressed(outDir)],
  // The server reads there which files a page with charts will need.
  build: { outDir, emptyOutDir: true, manifest: true, chunkSizeWarningLimit: 900 },
});
