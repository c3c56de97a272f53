/** Columns that hold code or what was asked of a model; --no-code keeps none of them, in quarantine neither. */
export const CODE_COLUMNS: ReadonlySet<string> = new Set([
  'code',
  'code_snippet',
  'prompt',
  'stack_trace',
  'compilation_error',
  'suggestion',
  'raw',
]);
