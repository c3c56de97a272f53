import Table from 'cli-table3';
import type { Verdict } from '../../../analyze/verdict.ts';
import type { Output } from '../../output.ts';

const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);

export const plainTable = (rightAligned: readonly number[] = []): Table.Table =>
  new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: Array.from({ length: 8 }, (_, index) => (rightAligned.includes(index) ? 'right' : 'left')),
  });

/** Sign and word: colour is never the only sign. */
export function verdictText(output: Output, verdict: Verdict | null): string {
  if (verdict === 'met') return output.good('✓ met');
  if (verdict === 'missed') return output.bad('✗ missed');
  return verdict === null ? '' : output.warn('? cannot tell yet');
}

export const dayText = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
