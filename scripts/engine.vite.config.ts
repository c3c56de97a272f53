import { defineConfig } from 'vite';

/** ECharts and what draws with it in Node, as one file in the place of the compiled module. */
export default defineConfig({
  ssr: { noExternal: true },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    ssr: 'src/report/scene/engine.ts',
    outDir: 'dist/src/report/scene',
    emptyOutDir: false,
    minify: true,
    target: 'node20',
    copyPublicDir: false,
    rollupOptions: { output: { entryFileNames: 'engine.js' } },
  },
});
