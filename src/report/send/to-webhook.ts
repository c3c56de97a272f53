import { createHmac } from 'node:crypto';
import { Failure } from '../../errors.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { sha256 } from '../../util/hash.ts';
import type { Parcel } from './message.ts';

export interface WebhookSettings {
  url: string;
  /** Name of the variable that held it: messages say that instead of the address, which may hold a token. */
  urlName: string;
  method: 'POST' | 'PUT';
  secret?: string;
}

/**
 * `t=SECONDS,v1=HEX`: HMAC-SHA-256 of "SECONDS.BODY" with the shared secret. The time is signed with the body, so that an
 * old request cannot be sent again unnoticed.
 */
function signature(body: Uint8Array, secret: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const mac = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** Gives the file to a web address. @throws Failure REPORT_UNSENT, TARGET_UNREACHABLE */
export async function sendToWebhook(
  { name, due, report, file }: Parcel,
  { url, urlName, method, secret }: WebhookSettings,
  http: HttpClient,
  now: Date,
): Promise<void> {
  const answer = await http.request({
    url,
    method,
    body: file.bytes,
    // The key lets the receiver know a second attempt of the same delivery.
    retry: true,
    secrets: [url],
    headers: {
      'content-type': file.contentType,
      'idempotency-key': sha256(`${name} ${due.toISOString()}`).slice(0, 32),
      'x-feedback-loop-report': name,
      'x-feedback-loop-due': due.toISOString(),
      'x-feedback-loop-file': encodeURIComponent(file.name),
      'x-feedback-loop-title': encodeURIComponent(report.title),
      ...(secret === undefined ? {} : { 'x-feedback-loop-signature': signature(file.bytes, secret, now) }),
    },
  });
  if (answer.status >= 300)
    throw new Failure('REPORT_UNSENT', `the address in ${urlName} answered HTTP ${answer.status}`);
}
