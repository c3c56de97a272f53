import { parentPort, workerData } from 'node:worker_threads';
import { formatReader } from '../collect/read-records.ts';
import type { RawRecord } from '../collect/raw-record.ts';
import { PieceMaker, type MadePiece } from './piece-maker.ts';
import type { FromWorker, ToWorker, WorkerSetting } from './read-ahead.ts';

/** The thread that reads ahead: takes bytes, answers pieces. Started by read-ahead.ts. */
const { format, limits, reading } = workerData as WorkerSetting;
const maker = new PieceMaker(reading);
const reader = formatReader(format, limits, (name) => maker.ignored(name));

const say = (message: FromWorker): void => parentPort?.postMessage(message);
const send = (piece: MadePiece): void => say({ piece });

function take(records: readonly RawRecord[]): void {
  for (const record of records) {
    const piece = maker.take(record);
    if (piece) send(piece);
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.bytes === undefined) {
    const { records, complete } = reader.end();
    take(records);
    send(maker.rest());
    maker.close();
    say({ complete });
    parentPort?.close();
  } else {
    take(reader.push(Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength)));
    say({ taken: message.bytes.byteLength });
  }
});
