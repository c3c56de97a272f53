import { randomUUID } from 'node:crypto';

export interface FormPart {
  name: string;
  value: string | Uint8Array;
  /** Present for a file. */
  fileName?: string;
}

/** multipart/form-data as bytes: a body that can be sent again when the first attempt fails. */
export function multipart(parts: readonly FormPart[]): { body: Uint8Array; contentType: string } {
  const boundary = `feedback-loop-${randomUUID()}`;
  const chunks = parts.flatMap(({ name, value, fileName }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${
        fileName ? `; filename="${fileName}"\r\ncontent-type: application/zip` : ''
      }\r\n\r\n`,
    ),
    typeof value === 'string' ? Buffer.from(value) : value,
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
