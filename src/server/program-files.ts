import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../errors.ts';

/** Where the viewer's program is asked for; its files hold no data, so a page in a frame may load them. */
export const PROGRAM_FILES = '/assets/:name';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};
const NAME = /^[\w-][\w.-]*$/;
/** What the build left beside a file, the smallest first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

interface ProgramFile {
  body: Buffer;
  encoding?: string;
}

/**
 * The files of the viewer's program, from memory once they were asked for: reading them from the disk for each visitor was
 * what a first visit cost most. Their names hold a hash of their content, so what is known is never old; a file of another
 * kind is left to what serves the rest.
 */
export function programFileRoutes(app: FastifyInstance, webDir: string): void {
  const known = new Map<string, Promise<ProgramFile>>();
  const read = async (path: string, accepted: string): Promise<ProgramFile> => {
    for (const [encoding, end] of ENCODINGS) {
      if (!accepted.includes(encoding)) continue;
      const body = await readFile(path + end).catch(() => undefined);
      if (body) return { body, encoding };
    }
    return { body: await readFile(path) };
  };
  app.get<{ Params: { name: string } }>(PROGRAM_FILES, async (request, reply) => {
    const { name } = request.params;
    const type = TYPES[extname(name)];
    const missing = (): Failure => new Failure('NOT_FOUND', `there is nothing at ${request.url.split('?')[0]}`);
    if (type === undefined || !NAME.test(name)) throw missing();
    const header = String(request.headers['accept-encoding'] ?? '');
    const accepted = ENCODINGS.map(([encoding]) => encoding).filter((each) => header.includes(each));
    const key = `${accepted.join()} ${name}`;
    const asked = known.get(key) ?? read(join(webDir, 'assets', name), accepted.join());
    known.set(key, asked);
    const file = await asked.catch(() => {
      known.delete(key);
      throw missing();
    });
    reply.headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' }).type(type);
    if (file.encoding !== undefined) reply.header('content-encoding', file.encoding);
    return reply.send(file.body);
  });
}
