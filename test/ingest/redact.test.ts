import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/ingest/redact.ts';

const letters = (length: number): string => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(4).slice(0, length);
const upper = (length: number): string => 'ABCDEFGHIJKLMNOP2345'.slice(0, length);

// Written in pieces, so that no scanner of this repository takes them for real ones.
const secrets: [string, string][] = [
  ['url-password', ['see postgresql://', 'user:', 'hunter2', '@host/db'].join('')],
  ['url-password', ['https://', 'x-access-token:', letters(20), '@github.com/acme/shop.git'].join('')],
  [
    'private-key',
    ['-----BEGIN RSA PRIVATE', ' KEY-----\n', letters(64), '\n-----END RSA PRIVATE', ' KEY-----'].join(''),
  ],
  ['private-key', ['-----BEGIN OPENSSH PRIVATE', ' KEY-----\n', letters(64)].join('')],
  ['github-token', `token ghp_${letters(36)}`],
  ['github-token', `github_pat_${letters(60)}`],
  ['gitlab-token', `glpat-${letters(20)}`],
  ['aws-key', `AKIA${upper(16)}`],
  ['slack-token', `xoxb-${letters(24)}`],
  ['stripe-key', `sk_live_${letters(24)}`],
  ['ai-key', `sk-proj-${letters(40)}`],
  ['ai-key', `sk-ant-${letters(40)}`],
  ['google-key', `AIza${letters(35)}`],
  ['npm-token', `npm_${letters(36)}`],
  ['sendgrid-key', `SG.${letters(22)}.${letters(43)}`],
  ['jwt', `eyJ${letters(20)}.eyJ${letters(30)}.${letters(20)}`],
  ['authorization', `Authorization: Bearer ${letters(20)}`],
  ['password', `db_password = "${letters(12)}"`],
  ['password', `{"api_key": "${letters(12)}"}`],
  ['password', `PGPASSWORD=${letters(12)} psql`],
];

const innocent = [
  "KeyError: 'token'",
  'password = input("Password: ")',
  'password=os.environ["PASSWORD"]',
  'api_key = "${API_KEY}"',
  'secret: "<your secret>"',
  'http://localhost:8080/path@2',
  'see https://example.com/a?token',
  'the key is sorted by secret name',
  'sk-learn and task-runner',
  'git@github.com:acme/shop.git',
];

describe('redaction', () => {
  const redact = createRedactor({ emails: false });

  it.each(secrets)('removes %s', (rule, text) => {
    const found: string[] = [];
    const result = redact(text, (name) => found.push(name));
    expect(found).toEqual([rule]);
    expect(result).toContain(`[redacted:${rule}]`);
    for (const secret of text.match(/hunter2|aB3dE6gH9jK2\w*|ABCDEFGHIJKLMNOP\w*/g) ?? []) {
      expect(result).not.toContain(secret);
    }
  });

  it.each(innocent)('leaves alone: %s', (text) => {
    const found: string[] = [];
    expect(redact(text, (name) => found.push(name))).toBe(text);
    expect(found).toEqual([]);
  });

  it('removes e-mail addresses only when asked to', () => {
    const text = 'ask someone@example.com';
    expect(redact(text, () => {})).toBe(text);
    expect(createRedactor({ emails: true })(text, () => {})).toBe('ask [redacted:email]');
  });

  it('takes no longer than it must over a long text made to slow it down', () => {
    const text = `${'a-'.repeat(200_000)}password${'a.'.repeat(100_000)}@${'eyJ'.repeat(50_000)}`;
    expect(createRedactor({ emails: true })(text, () => {}).length).toBeGreaterThan(0);
  });
});
