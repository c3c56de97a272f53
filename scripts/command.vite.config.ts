import { readdirSync, readFileSync } from 'node:fs';
import { posix, relative, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = resolve(import.meta.dirname, '..');
const OUT = 'dist/src/cli/bundle';

/**
 * What every command loads and what is plain JavaScript: read as a few files instead of nine hundred, which halves the
 * start of a deployment. All else (native modules, servers, what reads files beside its own) stays a package.
 */
const INLINED = [
  '@huggingface/jinja',
  'commander',
  'diff',
  'dotenv',
  'fflate',
  'kysely',
  'undici',
  'uuid',
  'yaml',
  'zod',
];

/** Made by engine.vite.config.ts. */
const ENGINE = /\/scene\/engine\.ts$/;

/** Where the source names a file beside itself, the bundle names the same file beside the compiled source. */
function placesOfSources(): Plugin {
  return {
    name: 'places-of-sources',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(resolve(root, 'src')) || !code.includes('import.meta.')) return undefined;
      const compiled = `dist/${relative(root, id).replaceAll('\\', '/').replace(/\.ts$/, '.js')}`;
      const url = `new URL(${JSON.stringify(posix.relative(OUT, compiled))}, import.meta.url)`;
      const said = { url: `(${url}.href)`, dirname: `fileURLToPath(new URL('.', ${url}))` };
      const named = code.replaceAll(/import\.meta\.(url|dirname)/g, (_, what: 'url' | 'dirname') => said[what]);
      return code.includes('import.meta.dirname') ? `import { fileURLToPath } from 'node:url';\n${named}` : named;
    },
  };
}

/** The licences of what is inlined, beside it. */
function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle() {
      const texts = INLINED.map((name) => {
        const folder = resolve(root, 'node_modules', name);
        const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each)) ?? 'LICENSE';
        return `## ${name}\n\n${readFileSync(resolve(folder, file), 'utf8').trim()}\n`;
      });
      this.emitFile({ type: 'asset', fileName: 'LICENSES.md', source: texts.join('\n') });
    },
  };
}

/** The command with its plain dependencies, as a few files. The compiled modules beside it stay for workers and users of the SDK. */
export default defineConfig({
  root,
  plugins: [placesOfSources(), licences()],
  ssr: { noExternal: INLINED },
  build: {
    ssr: 'src/cli/bin.ts',
    outDir: OUT,
    emptyOutDir: true,
    minify: false,
    target: 'node20',
    copyPublicDir: false,
    rollupOptions: {
      external: ENGINE,
      output: {
        entryFileNames: 'bin.js',
        chunkFileNames: '[name]-[hash].js',
        paths: (id: string) => (ENGINE.test(id) ? posix.relative(OUT, 'dist/src/report/scene/engine.js') : id),
      },
    },
  },
});
