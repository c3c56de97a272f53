import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Fonts, openFonts } from '../../src/report/fonts.ts';
import type { Parcel } from '../../src/report/send/message.ts';
import { type MailSettings, sendMail, TransientError } from '../../src/report/send/to-mail.ts';
import { selfSigned } from '../support/certificate.ts';
import { later, temporaryFolder } from '../support/databases.ts';
import { fixtureCharts, fixtureReport, HOSTILE } from '../support/report-fixture.ts';

interface Mail {
  text: string;
  to: string[];
  secure: boolean;
  user: string | undefined;
}

/** A real SMTP server on this machine, and what it took. */
async function smtpServer(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    onData: (stream, session, done) => {
      void buffer(stream).then((bytes) => {
        mails.push({
          text: bytes.toString('utf8'),
          to: session.envelope.rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, mails };
}

describe('a report by mail', () => {
  let fonts: Fonts;
  let parcel: Parcel;
  let certificate: { cert: string; key: string; caFile: string };
  const settings = (port: number, more: Partial<MailSettings> = {}): MailSettings => ({
    host: '127.0.0.1',
    port,
    tls: 'none',
    from: 'Reports <reports@example.org>',
    to: ['boss@example.org'],
    ...more,
  });

  beforeAll(async () => {
    fonts = await openFonts();
    parcel = {
      name: 'weekly',
      due: new Date('2026-11-23T07:00:00Z'),
      report: await fixtureReport(fixtureCharts(), { title: `Würzburg ${HOSTILE.script}` }),
      file: { name: 'weekly.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.7 of a test') },
    };
    const made = selfSigned('127.0.0.1');
    certificate = { ...made, caFile: join(temporaryFolder(), 'ca-of-test.pem') };
    writeFileSync(certificate.caFile, made.cert);
  });

  it('has figures as text and HTML, pictures inside, and the file attached', async () => {
    const { port, mails } = await smtpServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
    expect(await sendMail(parcel, settings(port), fonts, 10_000)).toEqual({ refused: [] });
    const [mail] = mails;
    expect(mail?.to).toEqual(['boss@example.org']);
    const text = mail?.text ?? '';
    expect(text).toContain('multipart/alternative');
    expect(text).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(text).toContain('Content-Type: application/pdf; name=weekly.pdf');
    expect(text).toContain(Buffer.from('%PDF-1.7 of a test').toString('base64'));
    expect(text).toContain('Content-ID: <chart-1@feedback-loop>');
    expect(text).toMatch(/cid:chart-1@feedb/);
    expect(text).toContain('1,234');
    expect(text.slice(text.indexOf('text/html')).includes('<script')).toBe(false);
  });

  it('goes over STARTTLS with a login when that is asked, and not at all without it', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no'));
    const { cert, key, caFile } = certificate;
    const safe = await smtpServer({ cert, key, onAuth });
    const login = { user: 'robot', password: 'right' };
    await sendMail(parcel, settings(safe.port, { tls: 'starttls', login, caFile }), fonts, 10_000);
    expect(safe.mails.map(({ secure, user }) => ({ secure, user }))).toEqual([{ secure: true, user: 'robot' }]);

    const wrong = { user: 'robot', password: 'wr0ng' };
    const refused = sendMail(parcel, settings(safe.port, { tls: 'starttls', login: wrong, caFile }), fonts, 10_000);
    await expect(refused).rejects.toMatchObject({ code: 'REPORT_UNSENT', message: expect.stringContaining('login') });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('wr0ng') });

    const untrusted = sendMail(parcel, settings(safe.port, { tls: 'starttls' }), fonts, 10_000);
    await expect(untrusted).rejects.toMatchObject({ code: 'REPORT_UNSENT' });

    const open = await smtpServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
    const clear = sendMail(parcel, settings(open.port, { tls: 'starttls' }), fonts, 10_000);
    await expect(clear).rejects.toMatchObject({ code: 'REPORT_UNSENT' });
    expect(open.mails).toEqual([]);
  });

  it('names the recipients that the server refuses', async () => {
    const { port, mails } = await smtpServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done(),
    });
    const both = ['boss@example.org', 'gone@example.org'];
    expect(await sendMail(parcel, settings(port, { to: both }), fonts, 10_000)).toEqual({
      refused: ['gone@example.org'],
    });
    expect(mails[0]?.to).toEqual(['boss@example.org']);
    const none = sendMail(parcel, settings(port, { to: ['gone@example.org'] }), fonts, 10_000);
    await expect(none).rejects.toMatchObject({ code: 'REPORT_UNSENT' });
  });

  it('may be tried again when the server is busy or away, and only then', async () => {
    const { port } = await smtpServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onMailFrom: (_address, _session, done) => done(Object.assign(new Error('try later'), { responseCode: 451 })),
    });
    await expect(sendMail(parcel, settings(port), fonts, 10_000)).rejects.toBeInstanceOf(TransientError);
    await expect(sendMail(parcel, settings(1), fonts, 10_000)).rejects.toBeInstanceOf(TransientError);
  });
});
