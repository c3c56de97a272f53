import { ERRORS, EXIT } from '../../errors.ts';

/** docs/errors.md: exit codes and error codes, from the tables of src/errors.ts. */
export function errorsDoc(): string {
  const exits = Object.values(EXIT).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  const errors = Object.entries(ERRORS).map(
    ([code, { title, hint, exit, http }]) => `| ${code} | ${title} | ${hint} | ${EXIT[exit].code} | ${http} |`,
  );
  return [
    '# Errors and exit codes',
    '',
    '<!-- Written by `npm run docs` from src/errors.ts. Do not edit. -->',
    '',
    'An error has three lines: what happened, where, what to do. Its code never changes its meaning.',
    'What happens to bad input, case by case, is in [bad-input.md](bad-input.md).',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...exits,
    '',
    '## Error codes',
    '',
    '| code | what happened | what to do | exit | HTTP |',
    '|---|---|---|---|---|',
    ...errors,
    '',
  ].join('\n');
}
