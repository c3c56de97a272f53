import { describe, expect, it } from 'vitest';
import { fitLines } from '../../src/cli/fit-lines.ts';

describe('lines on a terminal', () => {
  it('go on below under their last column', () => {
    const line = '  id-of-it  at least 85 %  How often does a code generation succeed?';
    expect(fitLines(line, 50).split('\n')).toEqual([
      '  id-of-it  at least 85 %  How often does a code',
      '                           generation succeed?',
    ]);
  });

  it('are left as they are when they fit, are framed, or have no place to break', () => {
    for (const line of ['short', `│ ${'a b '.repeat(30)}│`, 'x'.repeat(120)]) expect(fitLines(line, 60)).toBe(line);
  });

  it('count what is seen, not the signs of colour', () => {
    const line = `\u001b[32m${'word '.repeat(9).trim()}\u001b[0m`;
    expect(fitLines(line, 44)).toBe(line);
  });

  it('never grow past the terminal when words are short', () => {
    const text = Array.from({ length: 40 }, (_each, at) => 'a'.repeat(1 + (at % 7))).join(' ');
    for (const columns of [40, 61, 80]) {
      for (const line of fitLines(`one  two  ${text}`, columns).split('\n')) {
        expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
  });
});
