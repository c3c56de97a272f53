import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../errors.ts';
import type { Dialect } from '../model/sql-runner.ts';
import { nearest } from '../util/nearest.ts';
import { checkedYaml } from './checked-yaml.ts';
import { readSecret, Secret } from './secret.ts';

const SUPERSET_VERSIONS = ['4.1', '5.0', '6.0', '6.1'] as const;
export type SupersetVersion = (typeof SUPERSET_VERSIONS)[number];

const variableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable is expected, not its value');

const fromEnvironment = z
  .strictObject({
    env: variableName.describe('Environment variable to read; not for secrets'),
    default: z.json().optional().describe('Value when it is not set'),
  })
  .describe('A value that the environment gives');

export const environmentSchema = z
  .strictObject({
    $schema: z.string().optional(),
    target: z
      .strictObject({
        url: z.url().optional().describe('Address of Superset; otherwise SUPERSET_URL or BASE_URL'),
        url_env: variableName.optional().describe('Environment variable that holds the address'),
        version: z.enum(SUPERSET_VERSIONS).default('6.1').describe('Version of Superset that is compiled for'),
        username_env: variableName.optional().describe('Environment variable that holds the user name'),
        password_env: variableName.optional().describe('Environment variable that holds the password'),
        ca_file: z.string().optional().describe('Certificates to trust, as a PEM file'),
        dir: z.string().optional().describe('A folder instead of a server: for learning and demonstrations'),
      })
      .prefault({})
      .describe('Where it is deployed to'),
    database: z
      .strictObject({
        uri: z.string().optional().describe('Address of the database as Superset reaches it, without a password'),
        uri_env: variableName
          .default('METRICS_DB_URI')
          .describe('Environment variable that holds it, when uri does not'),
        user: z.string().optional().describe('Login that Superset uses, when not the one in the address'),
        password_env: variableName.optional().describe('Environment variable that holds the password of that login'),
      })
      .prefault({})
      .describe('The database that the dashboards show'),
    passwords: z
      .record(z.string(), variableName)
      .default({})
      .describe('Connection name -> environment variable that holds its password'),
    variables: z
      .record(
        z.string().regex(/^[A-Za-z_]\w*$/, 'a variable is named with letters, digits and _'),
        z.union([fromEnvironment, z.json()]),
      )
      .default({})
      .describe('What templates may use, besides environment, database, types and superset'),
  })
  .describe('environments/NAME.yaml: one target and what differs there');

type EnvironmentFile = z.output<typeof environmentSchema>;

export interface Environment {
  name: string;
  /** Path of its file in the project. */
  file: string;
  target: EnvironmentFile['target'];
  /** The database as Superset reaches it: SQLAlchemy address, its password masked. */
  database: { uri: string; dialect: Dialect };
  passwords: Record<string, string>;
  /** Environment variables that hold the password, and the address, of `database`. */
  databaseSecrets: { password: string | undefined; address: string };
  /** Resolved variables, the built-in ones among them. */
  variables: Record<string, unknown>;
}

/** Superset's own mask: an import keeps the stored password where it stands. */
export const PASSWORD_MASK = 'XXXXXXXXXX';
/** Built into every template; a project's own variables cannot have these names. */
export const RESERVED_VARIABLES = [
  'environment',
  'database',
  'types',
  'superset',
  'loop',
  'range',
  'namespace',
  'true',
  'false',
  'none',
];

/** Names of the environments that a project has files for, in order. */
export function environmentNames(projectDir: string): string[] {
  const folder = join(projectDir, 'environments');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[^._].*\.ya?ml$/.test(name))
    .map((name) => name.replace(/\.ya?ml$/, ''))
    .sort();
}

/**
 * environments/NAME.yaml with its variables resolved.
 * @throws Failure NOT_FOUND, YAML_INVALID, POLICY_INVALID
 */
export function loadEnvironment(projectDir: string, name: string, env: NodeJS.ProcessEnv): Environment {
  const file = ['yaml', 'yml']
    .map((ending) => `environments/${name}.${ending}`)
    .find((path) => existsSync(join(projectDir, path)));
  if (!file || !/^[\w-]+$/.test(name)) {
    const known = environmentNames(projectDir);
    const near = nearest(name, known) ?? known.join(', ');
    throw new Failure('NOT_FOUND', `there is no environment ${name}: environments/${name}.yaml does not exist`, {
      hint: near ? `Environments here: ${near}` : 'Make environments/NAME.yaml, or run: feedback-loop init',
    });
  }
  return parseEnvironment(readFileSync(join(projectDir, file), 'utf8'), { name, file, projectDir, env });
}

export function parseEnvironment(
  text: string,
  where: { name: string; file: string; projectDir: string; env: NodeJS.ProcessEnv },
): Environment {
  const { value, document } = checkedYaml(text, where.file, environmentSchema);
  const variables: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value.variables)) {
    if (RESERVED_VARIABLES.includes(name)) {
      const place = document.placeOf(['variables', name], 'key');
      throw new Failure('POLICY_INVALID', `the variable ${name} is built in; choose another name`, { where: place });
    }
    variables[name] = resolveVariable(given, where.env, () => document.placeOf(['variables', name]));
  }
  const database = databaseOf(value.database, where, () => document.placeOf(['database', 'uri']));
  const schemas = database.dialect === 'sqlite' ? { metrics: 'main', api: 'main' } : { metrics: 'metrics', api: 'api' };
  return {
    name: where.name,
    file: where.file,
    target: value.target,
    database,
    passwords: value.passwords,
    databaseSecrets: { password: value.database.password_env, address: value.database.uri_env },
    variables: {
      ...variables,
      environment: where.name,
      superset: { version: value.target.version, major: Number.parseInt(value.target.version, 10) },
      database: { ...database, schemas },
      types: SUPERSET_TYPES[database.dialect],
    },
  };
}

/** The column types that Superset knows each logical type by. */
const SUPERSET_TYPES: Record<Dialect, Record<string, string>> = {
  sqlite: {
    instant: 'DATETIME',
    calendar: 'DATETIME',
    text: 'TEXT',
    integer: 'INTEGER',
    bigint: 'BIGINT',
    real: 'FLOAT',
    boolean: 'BOOLEAN',
    json: 'TEXT',
  },
  postgresql: {
    instant: 'TIMESTAMP WITH TIME ZONE',
    calendar: 'TIMESTAMP WITHOUT TIME ZONE',
    text: 'TEXT',
    integer: 'INTEGER',
    bigint: 'BIGINT',
    real: 'DOUBLE PRECISION',
    boolean: 'BOOLEAN',
    json: 'JSONB',
  },
};

function resolveVariable(given: unknown, env: NodeJS.ProcessEnv, place: () => Failure['where']): unknown {
  const parsed = fromEnvironment.safeParse(given);
  if (!parsed.success) return given;
  const found = env[parsed.data.env];
  if (found !== undefined && found !== '') return found;
  if (parsed.data.default !== undefined) return parsed.data.default;
  const where = place();
  throw new Failure(
    'POLICY_INVALID',
    `the environment variable ${parsed.data.env} is not set, and there is no default`,
    {
      ...(where ? { where } : {}),
      hint: `Set ${parsed.data.env}, or give a default.`,
    },
  );
}

function databaseOf(
  given: EnvironmentFile['database'],
  where: { projectDir: string; env: NodeJS.ProcessEnv },
  place: () => Failure['where'],
): Environment['database'] {
  if (given.uri !== undefined && /^[a-z][a-z0-9+]*:\/\/[^:@/]*:[^@/]+@/i.test(given.uri)) {
    const at = place();
    throw new Failure('POLICY_INVALID', 'the database address holds a password', {
      ...(at ? { where: at } : {}),
      hint: 'Take it out, change it where it is valid, and name a variable: password_env: SUPERSET_VIEWER_PASSWORD',
    });
  }
  const written = given.uri ?? readSecret(where.env, given.uri_env)?.reveal() ?? 'sqlite:///feedback-loop.db';
  if (/^sqlite:/i.test(written)) {
    const path = written.replace(/^sqlite:\/{0,3}/i, '').replace(/\?.*$/, '');
    return { uri: `sqlite:///${resolve(where.projectDir, path)}`, dialect: 'sqlite' };
  }
  if (/^postgres(ql)?(\+\w+)?:\/\//i.test(written)) {
    return { uri: maskedPostgres(written, given.user, given.password_env !== undefined), dialect: 'postgresql' };
  }
  const at = place();
  throw new Failure(
    'DB_URI_INVALID',
    'the database address begins neither with sqlite: nor with postgresql:',
    at ? { where: at } : {},
  );
}

/** The same address with scheme postgresql (SQLAlchemy knows no postgres), the given user, and a mask for its password. */
function maskedPostgres(address: string, user: string | undefined, hasPassword: boolean): string {
  const match = /^postgres(?:ql)?(\+\w+)?:\/\/(?:([^@/?]*)@)?(.*)$/i.exec(address);
  const [, driver = '', login = '', rest = ''] = match ?? [];
  const colon = login.indexOf(':');
  const name = user === undefined ? (colon < 0 ? login : login.slice(0, colon)) : encodeURIComponent(user);
  const masked = colon >= 0 || hasPassword ? `:${PASSWORD_MASK}` : '';
  return `postgresql${driver}://${name === '' && masked === '' ? '' : `${name}${masked}@`}${rest}`;
}

/**
 * The password of a connection: what passwords: or database.password_env names, else the one in the address that uri_env
 * holds. Undefined when there is none.
 * @throws Failure SECRET_UNREADABLE
 */
export function connectionPassword(
  environment: Pick<Environment, 'passwords' | 'databaseSecrets'>,
  connection: string,
  env: NodeJS.ProcessEnv,
): Secret | undefined {
  const variable = environment.passwords[connection] ?? environment.databaseSecrets.password;
  if (variable !== undefined) return readSecret(env, variable);
  const address = readSecret(env, environment.databaseSecrets.address);
  const found = address && /^[a-z][a-z0-9+]*:\/\/[^:@/]*:([^@]*)@/i.exec(address.reveal())?.[1];
  return address && found ? new Secret(decodeURIComponent(found), `the password in ${address.source}`) : undefined;
}
