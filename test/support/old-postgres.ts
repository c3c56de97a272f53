import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One message of PostgreSQL's protocol 3.0: a letter, its length, its content. */
function message(letter: string, ...parts: (Buffer | string | number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

const READY = message('Z', 'I');
const SSL_REQUEST = 80_877_103;

/**
 * A server that says it is an old PostgreSQL. There is no package of one that old to test against; this speaks as much of
 * the protocol as asking for the version takes.
 */
export async function oldPostgres(version: string, number: number): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const isQuery = data[0] === 'Q'.charCodeAt(0);
      if (isQuery) {
        const text = String(number);
        const field = [
          'server_version_num\0',
          [0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0],
        ] as const;
        socket.write(message('T', [0, 1], field[0], [...field[1]]));
        socket.write(message('D', [0, 1, 0, 0, 0, text.length], text));
        socket.write(Buffer.concat([message('C', 'SHOW\0'), READY]));
      } else if (data.length === 8 && data.readInt32BE(4) === SSL_REQUEST) {
        socket.write('N');
      } else if (data[0] === 0) {
        socket.write(Buffer.concat([message('R', [0, 0, 0, 0]), message('S', `server_version\0${version}\0`), READY]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
