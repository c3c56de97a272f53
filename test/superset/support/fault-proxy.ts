import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What can happen to one call. `after` means that the server did its work before. */
export const FAULTS = ['reset', 'reset after', 'timeout', '500', '503', '401', 'login page', 'cut short'] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultProxy {
  url: string;
  /** `METHOD path` of every call since the last arm(). */
  calls: () => string[];
  /** Lets the n-th call from now on fail; without arguments, none. */
  arm: (at?: number, fault?: Fault) => void;
  /** Does something when the n-th call from now on comes in, or when the server has done it; the call is never answered. */
  onCall: (at: number, moment: 'before' | 'after', act: () => void) => void;
  close: () => Promise<void>;
}

/** A proxy in front of a server on this machine that fails one call in a way of its own. */
export async function faultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  let calls: string[] = [];
  let armed: { at: number; fault: Fault } | undefined;
  let hook: { at: number; moment: 'before' | 'after'; act: () => void } | undefined;
  const server = createServer((incoming, outgoing) => {
    calls.push(`${incoming.method} ${incoming.url?.split('?')[0]}`);
    const hooked = hook?.at === calls.length - 1 ? hook : undefined;
    if (hooked?.moment === 'before') {
      hooked.act();
      return void incoming.socket.destroy();
    }
    if (hooked) return forward(incoming, outgoing, 'reset after', hooked.act);
    const fault = armed?.at === calls.length - 1 ? armed.fault : undefined;
    if (fault === undefined || fault === 'reset after' || fault === 'cut short') forward(incoming, outgoing, fault);
    else fail(incoming, outgoing, fault);
  });
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse, fault?: Fault, done?: () => void) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        done?.();
        const body = Buffer.concat(chunks);
        if (fault === 'reset after') return void incoming.socket.resetAndDestroy();
        outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': String(body.length) });
        if (fault !== 'cut short') return void outgoing.end(body);
        outgoing.write(body.subarray(0, body.length >> 1), () => incoming.socket.destroy());
      });
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  };
  // A busy machine would else lose connections that were idle for a while: no fault of those that are tested.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    arm: (at, fault) => {
      calls = [];
      hook = undefined;
      armed = at === undefined || fault === undefined ? undefined : { at, fault };
    },
    onCall: (at, moment, act) => {
      calls = [];
      hook = { at, moment, act };
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function fail(incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault): void {
  if (fault === 'timeout') return;
  if (fault === 'reset') return void incoming.socket.resetAndDestroy();
  incoming.resume();
  incoming.on('end', () => {
    const json = { 'content-type': 'application/json' };
    if (fault === 'login page') outgoing.writeHead(302, { location: '/login/' }).end();
    else if (fault === '401') outgoing.writeHead(401, json).end('{"msg":"Token has expired"}');
    else outgoing.writeHead(Number(fault), json).end('{"message":"Fatal error"}');
  });
}
