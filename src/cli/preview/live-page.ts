import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../../errors.ts';

/** The viewer's page with the means to load itself anew when a template was saved. */
export interface LivePage {
  webDir: string;
  routes(app: FastifyInstance): void;
  reload(): void;
  close(): void;
}

const SCRIPT = `const source = new EventSource('/preview/changes');
source.addEventListener('change', () => location.reload());
`;

/** A copy of the built viewer that listens for changes: the page itself stays as it is for everybody else. */
export function livePage(webDir: string): LivePage {
  if (!existsSync(join(webDir, 'index.html'))) {
    throw new Failure('FILE_MISSING', `the viewer's files are missing: ${webDir}`, { hint: 'Run: npm run build' });
  }
  const copy = mkdtempSync(join(tmpdir(), 'feedback-loop-preview-'));
  cpSync(webDir, copy, { recursive: true });
  const html = readFileSync(join(copy, 'index.html'), 'utf8');
  writeFileSync(join(copy, 'index.html'), html.replace('</head>', '<script src="/preview.js" defer></script></head>'));
  writeFileSync(join(copy, 'preview.js'), SCRIPT);
  const listeners = new Set<ServerResponse>();
  return {
    webDir: copy,
    routes: (app) => {
      app.get('/preview/changes', (request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        reply.raw.write(': listening\n\n');
        listeners.add(reply.raw);
        request.raw.on('close', () => listeners.delete(reply.raw));
      });
    },
    reload: () => {
      for (const each of listeners) each.write('event: change\ndata: \n\n');
    },
    close: () => {
      for (const each of listeners) each.end();
      rmSync(copy, { recursive: true, force: true });
    },
  };
}
