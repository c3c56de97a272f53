import { appendFileSync } from 'node:fs';
import { Failure } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { News } from './update-alerts.ts';

export type Channel =
  | { kind: 'webhook'; url: string; format: 'json' | 'slack'; name: string }
  | { kind: 'file'; path: string };

const SIGN: Readonly<Record<News['event'], string>> = {
  firing: '🔴 firing',
  changed: '🟠 changed',
  'still firing': '🔴 still firing',
  resolved: '🟢 resolved',
};

const newsText = (news: News): string => `${SIGN[news.event]} [${news.severity}] ${news.alert}: ${news.message}`;

/**
 * Tells a channel; one message for all of it.
 * @throws Failure ALERT_NOT_SENT: the address is never part of the message, for it may hold a secret
 */
export async function tell(
  channel: Channel,
  news: readonly News[],
  options: { http: HttpClient; organization: string; now: Date },
): Promise<void> {
  const { organization } = options;
  const at = options.now.toISOString();
  const failed = (why: string, cause?: unknown): Failure =>
    new Failure('ALERT_NOT_SENT', `${channel.kind === 'file' ? channel.path : channel.name}: ${why}`, { cause });
  if (channel.kind === 'file') {
    try {
      appendFileSync(channel.path, news.map((each) => `${JSON.stringify({ at, organization, ...each })}\n`).join(''));
    } catch (cause) {
      throw failed(`it cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'no reason given'})`, cause);
    }
    return;
  }
  const body =
    channel.format === 'slack'
      ? { text: news.map(newsText).join('\n') }
      : { version: 1, at, organization, alerts: news };
  let status: number;
  try {
    ({ status } = await options.http.request({
      method: 'POST',
      url: channel.url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      // The same news twice is better than none.
      retry: true,
      secrets: [channel.url],
    }));
  } catch (thrown) {
    throw failed(thrown instanceof Failure ? thrown.message.replaceAll(channel.url, channel.name) : 'no answer');
  }
  if (status < 200 || status > 299) throw failed(`it answered ${status}`);
}

/**
 * Tells every channel, whether or not another failed. Answers undefined when all were told, else how many were, and the failure
 * to end with: it names every channel that was not.
 */
export async function tellAll(
  channels: readonly Channel[],
  news: readonly News[],
  options: Parameters<typeof tell>[2],
): Promise<{ told: number; failure: Failure } | undefined> {
  const failures: Failure[] = [];
  for (const channel of channels) {
    try {
      await tell(channel, news, options);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      failures.push(thrown);
    }
  }
  if (failures.length === 0) return undefined;
  const told = channels.length - failures.length;
  const failure = new Failure('ALERT_NOT_SENT', failures.map(({ message }) => message).join('; '), {
    cause: failures[0],
    ...(told === 0
      ? {}
      : { hint: 'The other channels were told. This one hears of it when it changes or ends, or after `repeat`.' }),
  });
  return { told, failure };
}
