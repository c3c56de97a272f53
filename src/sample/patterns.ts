import type { Severity } from '../model/vocabulary.ts';

export interface SamplePattern {
  name: string;
  category: string;
  severity: Severity;
  description: string;
  solution: string;
  /** How often it is chosen, relative to the others. */
  weight: number;
  /** Share of the window that has passed when it comes into use; 0 for those that were there before. */
  since: number;
  versions: number;
  error: string;
  code: string;
  prompt: string;
  /** Hours that one application saves, on average. */
  hoursSaved: number;
}

const pattern = (
  name: string,
  category: string,
  severity: Severity,
  rest: Omit<SamplePattern, 'name' | 'category' | 'severity'>,
): SamplePattern => ({ name, category, severity, ...rest });

/** The pattern library of the sample. Texts are examples of the kind a team writes down. */
export const PATTERNS: readonly SamplePattern[] = [
  pattern('bounds_checking', 'reliability', 'high', {
    description: 'Check that a list holds an element before taking it',
    solution: 'first = items[0] if items else None',
    weight: 1.3,
    since: 0,
    versions: 2,
    error: 'IndexError: list index out of range',
    code: 'first = items[0]',
    prompt: 'Read the first entry of a list that may be empty',
    hoursSaved: 0.4,
  }),
  pattern('input_validation', 'security', 'high', {
    description: 'Validate what comes from outside before using it',
    solution: 'payload = InvoiceIn.model_validate(body)',
    weight: 1.3,
    since: 0,
    versions: 3,
    error: "ValueError: could not convert string to float: 'n/a'",
    code: "amount = float(body['amount'])",
    prompt: 'Add an endpoint that accepts an invoice as JSON',
    hoursSaved: 0.6,
  }),
  pattern('specific_exceptions', 'reliability', 'medium', {
    description: 'Catch the exception that is expected, never all of them',
    solution: 'except (KeyError, TimeoutError) as error:',
    weight: 1.2,
    since: 0,
    versions: 2,
    error: 'KeyboardInterrupt caught by a bare except',
    code: 'try:\n    settle(batch)\nexcept:\n    pass',
    prompt: 'Handle the errors of the settlement job',
    hoursSaved: 0.3,
  }),
  pattern('structured_logging', 'observability', 'low', {
    description: 'Log with fields instead of printing',
    solution: "logger.info('posted', extra={'entry': entry.id})",
    weight: 1.4,
    since: 0,
    versions: 1,
    error: 'UnicodeEncodeError: ascii codec cannot encode character',
    code: "print('posted', entry)",
    prompt: 'Log every posting with its account and amount',
    hoursSaved: 0.12,
  }),
  pattern('temp_file_handling', 'resources', 'high', {
    description: 'Temporary files are removed even when the work fails',
    solution: 'with tempfile.NamedTemporaryFile() as handle:',
    weight: 0.8,
    since: 0,
    versions: 2,
    error: 'OSError: [Errno 24] Too many open files',
    code: "handle = open('/tmp/export.csv', 'w')",
    prompt: 'Export a report through a temporary file',
    hoursSaved: 0.35,
  }),
  pattern('numpy_json_serialization', 'data', 'medium', {
    description: 'Turn NumPy types into plain numbers before writing JSON',
    solution: 'value = value.item()',
    weight: 1,
    since: 0,
    versions: 2,
    error: 'TypeError: Object of type float64 is not JSON serializable',
    code: "result = {'mean': np.mean(data)}",
    prompt: 'Write the daily averages of a NumPy array as JSON',
    hoursSaved: 0.3,
  }),
  pattern('large_file_processing', 'performance', 'high', {
    description: 'Read large files in pieces',
    solution: 'for chunk in pd.read_csv(path, chunksize=50_000):',
    weight: 0.8,
    since: 0,
    versions: 3,
    error: 'MemoryError: Unable to allocate 3.81 GiB',
    code: 'rows = open(path).read()',
    prompt: 'Read a CSV of several gigabytes and count its rows by day',
    hoursSaved: 0.8,
  }),
  pattern('metadata_categorization', 'data', 'low', {
    description: 'Sort records into categories by their metadata',
    solution: "category = RULES.get(meta.get('kind'), 'other')",
    weight: 0.9,
    since: 0,
    versions: 1,
    error: "KeyError: 'category'",
    code: "category = record['meta']['category']",
    prompt: 'Group records by the category in their metadata',
    hoursSaved: 0.05,
  }),
  pattern('retry_with_backoff', 'reliability', 'medium', {
    description: 'Try again, later and later, and give up in the end',
    solution: 'delay = min(cap, base * 2 ** attempt)',
    weight: 1,
    since: 0,
    versions: 2,
    error: 'ConnectionError: too many requests',
    code: 'while True:\n    call()',
    prompt: 'Call the bank and cope with it being down for a minute',
    hoursSaved: 0.5,
  }),
  pattern('sql_parameterization', 'security', 'critical', {
    description: 'Values go to the database as parameters, never as text',
    solution: "cursor.execute('… where id = %s', (id,))",
    weight: 0.9,
    since: 0,
    versions: 1,
    error: 'ProgrammingError: syntax error at or near "O"',
    code: 'cursor.execute(f"… where name = \'{name}\'")',
    prompt: 'Search customers by a name typed by the user',
    hoursSaved: 0.7,
  }),
  pattern('connection_pooling', 'performance', 'medium', {
    description: 'Borrow connections from a pool and give them back',
    solution: 'with pool.connection() as connection:',
    weight: 0.8,
    since: 0.5,
    versions: 1,
    error: 'OperationalError: remaining connection slots are reserved',
    code: 'connection = connect(settings)',
    prompt: 'Open a database connection for each request',
    hoursSaved: 0.4,
  }),
];

/** In the library, no longer in use. */
export const ARCHIVED_PATTERN = {
  name: 'global_config_singleton',
  category: 'structure',
  severity: 'low' as const,
  description: 'One global object holds the configuration',
  solution: 'CONFIG = load_config()',
};
