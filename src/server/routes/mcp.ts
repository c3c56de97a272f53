import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../server-context.ts';

/** What Fastify read, as the web standard has it. */
function webRequest(request: FastifyRequest, reply: FastifyReply): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'content-length')
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) gone.abort();
  });
  const body = request.method === 'POST' ? { body: JSON.stringify(request.body ?? null) } : {};
  const { host = 'localhost' } = request.headers;
  return new Request(new URL(request.url, `http://${host}`), {
    method: request.method,
    headers,
    signal: gone.signal,
    ...body,
  });
}

/**
 * The Model Context Protocol as Streamable HTTP at /mcp, without sessions: every request is answered by itself. Host, Origin and
 * token were checked before, as for every route.
 */
export function mcpRoutes(app: FastifyInstance, context: ServerContext): void {
  let handler: Promise<McpHttpHandler> | undefined;
  // Loaded by the first who asks: most servers are only looked at.
  const load = async (): Promise<McpHttpHandler> => {
    const { createMcpHandler } = await import('@modelcontextprotocol/server');
    const { createMcpServer } = await import('../mcp/create-mcp-server.ts');
    return createMcpHandler(() => createMcpServer(context));
  };
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    handler: async (request, reply) => {
      handler ??= load();
      const answer = await (await handler).fetch(
        webRequest(request, reply),
        request.method === 'POST' ? { parsedBody: request.body } : {},
      );
      reply.code(answer.status);
      for (const [name, value] of answer.headers) reply.header(name, value);
      return reply.send(answer.body ? Readable.fromWeb(answer.body as ReadableStream) : null);
    },
  });
  app.addHook('onClose', async () => (await handler)?.close());
}
