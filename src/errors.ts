/**
 * Every error this product reports, by a code that never changes its meaning. The texts here say what kind of thing
 * happened and what to do; the thrower adds what exactly, where and why. docs/errors.md and docs/cli.md are generated
 * from these two tables.
 */

/** What the process answers to the shell. The numbers are part of the API. */
export const EXIT = {
  done: { code: 0, meaning: 'done' },
  error: { code: 1, meaning: 'error' },
  pending: { code: 2, meaning: 'changes are pending (only with --detailed-exitcode)' },
  drift: { code: 3, meaning: 'drift: the target was changed outside Git' },
  conflict: { code: 4, meaning: 'conflict: Git and the target changed the same thing' },
  invalid: { code: 5, meaning: 'validation or policy failed; nothing was written' },
  partial: { code: 6, meaning: 'partly done: some records or objects were refused' },
  locked: { code: 7, meaning: 'somebody else holds the lock' },
  stale: { code: 8, meaning: 'the saved plan no longer matches; make a new one' },
  refused: { code: 9, meaning: 'login or permission refused' },
  unreachable: { code: 10, meaning: 'the target cannot be reached, or its version is not supported' },
  alert: { code: 11, meaning: 'an alert is firing (alerts check --fail)' },
  usage: { code: 64, meaning: 'the command line is wrong' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const;

export type ExitName = keyof typeof EXIT;

interface ErrorKind {
  /** One line: what happened, in general. */
  title: string;
  /** What to do about it, in general. The thrower may give a better one. */
  hint: string;
  exit: ExitName;
  /** HTTP status when the same error is answered by the server. */
  http: number;
}

const kind = (title: string, hint: string, exit: ExitName = 'error', http = 500): ErrorKind => ({
  title,
  hint,
  exit,
  http,
});

export const ERRORS = {
  // Anything
  INTERNAL: kind('Something failed that should not', 'Run again with --verbose and report the output.'),
  USAGE: kind('The command line is wrong', 'See --help.', 'usage', 400),
  INTERRUPTED: kind('Interrupted', 'Run the same command again: what was done is not done twice.', 'interrupted', 499),
  CONFIG_INVALID: kind('A setting is wrong', 'Correct the setting named above.', 'usage', 500),
  PROJECT_MISSING: kind('This folder is no feedback-loop project', 'Run: feedback-loop init', 'usage', 404),
  SECRET_UNREADABLE: kind('A secret cannot be read', 'Check the variable, file or command named above.', 'refused'),

  // Files and input
  FILE_MISSING: kind('A file does not exist', 'Check the path.', 'usage', 404),
  FILE_UNREADABLE: kind('A file cannot be read', 'Check its permissions.', 'error', 403),
  FILE_IS_DIRECTORY: kind('A folder was given where a file is needed', 'Name a file in it.', 'usage', 400),
  DISK_FULL: kind('The disk is full', 'Free some space and run the same command again.', 'error', 507),
  INPUT_UNRECOGNISED: kind(
    'The format of the input is not recognised',
    'See docs/ingest.md for the formats.',
    'invalid',
    415,
  ),
  INPUT_TRUNCATED: kind(
    'The input ends in the middle',
    'Get the whole file and run again; what was read is stored.',
    'partial',
    400,
  ),
  SOURCE_REFUSED: kind('A source of history refused to answer', 'Check the token and its permissions.', 'refused', 502),
  SOURCE_FAILED: kind(
    'A source of history could not be read',
    'See what it says above; what was read is stored, and is not stored twice.',
    'unreachable',
    502,
  ),
  INPUT_INVALID: kind('The input is not valid', 'Correct the record named above.', 'invalid', 400),

  // Store
  DB_URI_INVALID: kind(
    'The database address is not understood',
    'Use sqlite:////absolute/path.db or postgresql://host/name.',
    'usage',
  ),
  DB_URI_MISMATCH: kind(
    'METRICS_DB_URI and API_DB_URI name different databases',
    'Use one database; see docs/decisions.',
    'usage',
  ),
  DB_UNREACHABLE: kind(
    'The database cannot be reached',
    'Check the address, and that the server runs.',
    'unreachable',
    503,
  ),
  DB_REFUSED: kind('The database refused the login', 'Check user, password and permissions.', 'refused', 503),
  DB_LOCKED: kind('The database is locked by another process', 'Wait for it to end and run again.', 'locked', 503),
  DB_OLDER: kind('The database is older than this feedback-loop', 'Run: feedback-loop db migrate', 'error', 503),
  DB_MISSING: kind('The database has no schema yet', 'Run: feedback-loop db migrate', 'error', 503),
  DB_TOO_OLD: kind('The database server is too old', 'Use PostgreSQL 15 or newer.', 'unreachable', 503),
  DB_NEWER: kind('The database was made by a newer feedback-loop', 'Upgrade feedback-loop.', 'error', 503),
  DB_QUERY_FAILED: kind('The database refused a statement', 'See the message of the database above.', 'error', 500),
  DB_TIMEOUT: kind('A statement took too long and was stopped', 'Narrow the time range or add a filter.', 'error', 504),
  DB_CORRUPT: kind('The file is no usable database', 'Restore a backup: feedback-loop db restore', 'error', 503),
  MIGRATION_CHANGED: kind(
    'A migration that was applied has changed since',
    'Put the old text back and add a new file.',
    'invalid',
  ),
  MIGRATION_FAILED: kind(
    'A migration failed; the database is as it was before it',
    'Correct the statement named above.',
    'error',
  ),
  ORG_REFUSED: kind(
    'This database belongs to another organization',
    'Use a file of its own for each organization.',
    'refused',
    403,
  ),
  MOVE_DIFFERS: kind(
    'Source and target of a move differ',
    'Stop what writes to the source, empty the target and move again.',
  ),
  ROLLUP_DIFFERS: kind('Roll-ups and events disagree', 'Run: feedback-loop db rebuild', 'error'),

  // Analysis
  EXPERIMENT_OPEN: kind(
    'An experiment may not be judged yet',
    'Wait for its end: looking earlier finds chance.',
    'invalid',
    409,
  ),

  // Assets
  TEMPLATE_INVALID: kind(
    'A template cannot be rendered',
    'Correct the template at the place named above.',
    'invalid',
    422,
  ),
  YAML_INVALID: kind('A YAML file is not valid', 'Correct the file at the place named above.', 'invalid', 422),
  POLICY_INVALID: kind(
    'policy.yaml or an environment file is not valid',
    'Correct it at the place named above.',
    'invalid',
    422,
  ),
  ASSET_INVALID: kind('An asset is not valid', 'Correct it at the place named above.', 'invalid', 422),
  BUNDLE_INVALID: kind('A bundle cannot be read', 'Give a bundle folder or an export ZIP.', 'invalid', 422),
  SQL_REFUSED: kind(
    'This SQL is not allowed here',
    'Use one SELECT over the tables and views of the dataset.',
    'invalid',
    422,
  ),
  CHART_UNSUPPORTED: kind('This chart type cannot be drawn here', 'Open it in Superset.', 'error', 422),
  CHART_INVALID: kind('The chart asks for something that does not exist', 'Correct the chart.', 'invalid', 422),
  NOT_FOUND: kind('There is no such thing', 'Check the name.', 'usage', 404),

  // Superset
  TARGET_UNREACHABLE: kind('The target cannot be reached', 'Check the address, and that it runs.', 'unreachable', 502),
  TARGET_NOT_SUPERSET: kind('The address answers, but not as Superset does', 'Check the address.', 'unreachable', 502),
  TARGET_UNSUPPORTED: kind(
    'The version of Superset is not supported',
    'See docs/superset.md for the versions.',
    'unreachable',
    502,
  ),
  TARGET_LOGIN: kind('Superset refused the login', 'Check the user name and password variables.', 'refused', 502),
  TARGET_PERMISSION: kind('Superset refused permission', 'Use an account with the Admin role.', 'refused', 502),
  TARGET_REJECTED: kind('Superset refused the assets', 'Correct what is named above.', 'invalid', 502),
  TARGET_FAILED: kind('Superset failed', 'See the log of Superset.', 'error', 502),
  DRIFT: kind('The target was changed outside Git', 'Choose: assets adopt, or assets revert.', 'drift', 409),
  CONFLICT: kind(
    'Git and the target changed the same thing',
    'Choose: assets adopt, or assets revert.',
    'conflict',
    409,
  ),
  LOCKED: kind('Somebody else holds the lock', 'Wait, or: feedback-loop assets unlock --id ID', 'locked', 423),
  PLAN_STALE: kind('The saved plan no longer matches', 'Make a new plan.', 'stale', 409),
  MIRROR_MOVED: kind('Somebody else wrote the mirrored base', 'Deploy again.', 'stale', 409),
  MIRROR_FAILED: kind(
    'The base cannot be mirrored to Git',
    'See what git says; state.mirror in policy.yaml names the ref.',
    'error',
    502,
  ),
  VERIFY_FAILED: kind(
    'The target does not hold what was applied',
    'See the differences above; run deploy again.',
    'partial',
    502,
  ),
  PYTHON_MISSING: kind(
    'No python3.10 or python3.11 was found',
    'Install Python 3.11, or name it in FEEDBACK_LOOP_PYTHON.',
    'error',
  ),

  // Reports
  RASTERISER_MISSING: kind(
    'The program part that makes PNG files is missing on this platform',
    'Write SVG or PDF, or install feedback-loop with its optional packages.',
    'error',
    501,
  ),
  REPORT_UNSENT: kind(
    'A report could not be sent',
    'Mend what is named above and run: feedback-loop report send NAME',
    'partial',
    502,
  ),

  // Server
  AUTH_REQUIRED: kind('A token is needed', 'Send Authorization: Bearer TOKEN.', 'refused', 401),
  HOST_REFUSED: kind('The request comes from elsewhere', 'Open the address that serve printed.', 'refused', 403),
  EMBED_REFUSED: kind(
    'A token for an embedded dashboard does not open this',
    'Make one for it: feedback-loop embed token',
    'refused',
    403,
  ),
  EMBED_EXPIRED: kind(
    'The token of an embedded dashboard has expired',
    'Load the page around it again.',
    'refused',
    401,
  ),
  ALERT_NOT_SENT: kind(
    'A notification could not be delivered',
    'Check the address; the next check tries again.',
    'error',
    502,
  ),
  PORT_TAKEN: kind('The port is in use', 'Choose another with --port.', 'error'),
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** Where something is wrong: as much of it as is known. */
export interface Place {
  file?: string;
  /** 1-based. */
  line?: number;
  /** 1-based. */
  column?: number;
  /** A JSON pointer, a record number, an object's name. */
  item?: string;
}

export const placeText = (place: Place): string => {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return [position, place.item].filter((part) => part !== undefined && part !== '').join(' ');
};

interface FailureDetails {
  where?: Place;
  hint?: string;
  cause?: unknown;
}

/** The only error class that is thrown on purpose. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  readonly where: Place | undefined;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.where = details.where;
    this.hint = details.hint ?? ERRORS[code].hint;
  }

  get exitCode(): number {
    return EXIT[ERRORS[this.code].exit].code;
  }

  get httpStatus(): number {
    return ERRORS[this.code].http;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
