import { describe, expect, it } from 'vitest';
import { nextPage } from '../../src/http/pages.ts';
import { redactText } from '../../src/http/redact.ts';

describe('what goes into a message', () => {
  const at = '@';
  it.each([
    ['{"username":"u","password":"hunter22"}', 'hunter22'],
    ['Authorization: Bearer abcdefghijkl', 'abcdefghijkl'],
    ['login?token=abc123&x=1', 'abc123'],
    [`could not connect to postgresql://u:hunter22${at}db/x`, 'hunter22'],
    ['cookie: session=abcdef', 'abcdef'],
    ['known my$ecret and my%24ecret', 'my$ecret'],
  ])('keeps no secret: %s', (text, secret) => {
    const clean = redactText(text, ['my$ecret']);
    expect(clean).not.toContain(secret);
    expect(clean).not.toContain(encodeURIComponent(secret));
    expect(clean).toContain('***');
  });

  it('leaves ordinary text alone', () => {
    expect(redactText('HTTP 500 from http://127.0.0.1:8088/api/v1/assets/import/')).toBe(
      'HTTP 500 from http://127.0.0.1:8088/api/v1/assets/import/',
    );
  });
});

describe('pages', () => {
  it('follows rel=next on the same origin only', () => {
    const here = 'https://api.example.test/items?page=1';
    expect(nextPage('</items?page=2>; rel="next", </items?page=9>; rel="last"', here)).toBe(
      'https://api.example.test/items?page=2',
    );
    expect(nextPage('</items?page=1>; rel="prev"', here)).toBeUndefined();
    expect(() => nextPage('<https://evil.example.test/items?page=2>; rel="next"', here)).toThrow(/another host/);
  });
});
