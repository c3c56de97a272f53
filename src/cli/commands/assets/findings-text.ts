import { placeText } from '../../../errors.ts';
import type { Finding } from '../../../superset/finding.ts';
import type { Output } from '../../output.ts';

/** Findings as lines for people: what, where, what to do; then how many. */
export function findingsText(findings: readonly Finding[], output: Output): string {
  const sign = { error: output.bad('✗'), warning: output.warn('!'), note: output.dim('·') };
  const lines = findings.flatMap((each) => {
    const where = placeText(each.where);
    return [
      `${sign[each.severity]} ${each.message}  ${output.dim(`[${each.code}]`)}`,
      ...(where ? [`  at ${where}`] : []),
      `  → ${each.hint}`,
    ];
  });
  const count = (severity: Finding['severity']): number => findings.filter((each) => each.severity === severity).length;
  const totals = (['error', 'warning', 'note'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => `${count(severity)} ${severity}${count(severity) === 1 ? '' : 's'}`);
  return [...lines, totals.join(', ')].join('\n');
}
