import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Config } from '../../config/config.ts';
import type { MailTarget, ReportTarget, WebhookTarget } from '../../config/reports-config.ts';
import { readSecret } from '../../config/secret.ts';
import { Failure, messageOf } from '../../errors.ts';
import { HttpClient } from '../../http/http-client.ts';
import { DEFAULT_RETRY, sleep, waitBefore } from '../../http/retry.ts';
import { openFonts } from '../../report/fonts.ts';
import { filled, type Parcel } from '../../report/send/message.ts';
import { type MailSettings, sendMail, TransientError } from '../../report/send/to-mail.ts';
import { sendToWebhook } from '../../report/send/to-webhook.ts';
import { writeWhole } from './write-whole.ts';
import type { Io } from '../command.ts';

const TIMEOUT_MS = 30_000;

/** A target in a few words, without secrets: also its key in the ledger. */
export function targetName(target: ReportTarget): string {
  if ('file' in target) return `file ${target.file}`;
  if ('smtp' in target) return `mail to ${target.smtp.to.join(', ')} by ${target.smtp.host}:${target.smtp.port}`;
  return `webhook ${target.webhook.url_env}`;
}

/** A variable that a target needs. @throws Failure SECRET_UNREADABLE */
function needed(config: Config, name: string): string {
  const secret = readSecret(config.env, name);
  if (secret) return secret.reveal();
  throw new Failure('SECRET_UNREADABLE', `${name} is not set`, {
    hint: `Set ${name}, ${name}_FILE or ${name}_COMMAND.`,
  });
}

function mailSettings(config: Config, { ca_file, user_env, password_env, ...plain }: MailTarget): MailSettings {
  const { host, port, tls, from, to, subject } = plain;
  const login =
    user_env && password_env ? { user: needed(config, user_env), password: needed(config, password_env) } : undefined;
  return {
    host,
    port,
    tls,
    from,
    to,
    ...(subject === undefined ? {} : { subject }),
    ...(login ? { login } : {}),
    ...(ca_file === undefined ? {} : { caFile: resolve(config.projectDir, ca_file) }),
  };
}

const webhookSettings = (config: Config, { url_env, method, secret_env }: WebhookTarget) => ({
  url: needed(config, url_env),
  urlName: url_env,
  method,
  ...(secret_env === undefined ? {} : { secret: needed(config, secret_env) }),
});

/** Whether everything that a target needs is set. @throws Failure SECRET_UNREADABLE */
export function checkTarget(config: Config, target: ReportTarget): void {
  if ('smtp' in target) mailSettings(config, target.smtp);
  if ('webhook' in target) webhookSettings(config, target.webhook);
}

interface Delivered {
  where: string;
  /** What went wrong beside it. */
  warning: string | null;
}

/**
 * Brings a report to a target; what another attempt may change is tried again. Answers what to say of it.
 * @throws Failure REPORT_UNSENT, SECRET_UNREADABLE, TARGET_UNREACHABLE, FILE_UNREADABLE
 */
export async function deliver(io: Io, config: Config, target: ReportTarget, parcel: Parcel): Promise<Delivered> {
  if ('file' in target) {
    const path = resolve(config.projectDir, filled(target.file, parcel));
    try {
      await writeWhole(path, Readable.from([parcel.file.bytes]));
    } catch (cause) {
      throw new Failure('FILE_UNREADABLE', `${path} cannot be written: ${messageOf(cause)}`, { cause });
    }
    return { where: path, warning: null };
  }
  if ('smtp' in target) {
    const settings = mailSettings(config, target.smtp);
    const fonts = await openFonts();
    const { refused } = await again(io, () => sendMail(parcel, settings, fonts, TIMEOUT_MS));
    // The others have it: sending again would give it to them twice.
    const warning = refused.length > 0 ? `${settings.host} refused ${refused.join(', ')}; the others got it` : null;
    return { where: targetName(target), warning };
  }
  const http = new HttpClient({ env: config.env, timeoutMs: TIMEOUT_MS, signal: io.signal });
  try {
    await sendToWebhook(parcel, webhookSettings(config, target.webhook), http, io.now());
  } finally {
    await http.close();
  }
  return { where: targetName(target), warning: null };
}

async function again<T>(io: Io, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof TransientError)) throw thrown;
      if (attempt >= DEFAULT_RETRY.attempts) {
        throw new Failure('REPORT_UNSENT', `${thrown.message} (${attempt} attempts)`, { cause: thrown });
      }
      io.output.note(io.output.dim(`${thrown.message}; trying again`));
      await sleep(waitBefore(attempt, DEFAULT_RETRY, Math.random) ?? 0, io.signal);
    }
  }
}
