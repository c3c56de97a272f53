import { pathToFileURL } from 'node:url';
import type { Finding } from '../finding.ts';

const SARIF_LEVEL = { error: 'error', warning: 'warning', note: 'note' } as const;
const GITHUB_COMMAND = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** SARIF 2.1.0: what GitHub's code scanning and editors read. */
export function sarif(findings: readonly Finding[], tool: { version: string; projectDir: string }): object {
  const rules = [...new Set(findings.map((each) => each.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'feedback-loop', version: tool.version, rules: rules.map((id) => ({ id })) } },
        originalUriBaseIds: { PROJECT: { uri: `${pathToFileURL(tool.projectDir).href}/` } },
        results: findings.map((each) => ({
          ruleId: each.code,
          level: SARIF_LEVEL[each.severity],
          message: { text: `${each.message}. ${each.hint}` },
          ...(each.where.file === undefined
            ? {}
            : {
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: each.where.file, uriBaseId: 'PROJECT' },
                      region: { startLine: each.where.line ?? 1, startColumn: each.where.column ?? 1 },
                    },
                  },
                ],
              }),
        })),
      },
    ],
  };
}

/** Annotations of GitHub Actions, one line each; the characters that its commands reserve are escaped. */
export function githubAnnotations(findings: readonly Finding[]): string {
  return findings
    .map((each) => {
      const { file, line = 1, column = 1 } = each.where;
      const place = file === undefined ? '' : `file=${property(file)},line=${line},col=${column},`;
      return `::${GITHUB_COMMAND[each.severity]} ${place}title=${property(each.code)}::${text(`${each.message} → ${each.hint}`)}`;
    })
    .join('\n');
}

const text = (value: string): string => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (value: string): string => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Those that were not there before. Lines move, so a finding is the same by code, file and message. */
export function newFindings(now: readonly Finding[], before: readonly Finding[]): Finding[] {
  const key = (each: Finding): string => JSON.stringify([each.code, each.where.file, each.message]);
  const known = new Map<string, number>();
  for (const each of before) known.set(key(each), (known.get(key(each)) ?? 0) + 1);
  return now.filter((each) => {
    const left = known.get(key(each)) ?? 0;
    if (left > 0) known.set(key(each), left - 1);
    return left === 0;
  });
}
