import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OBJECT_KINDS } from '../model/assets.ts';
import { checkedYaml, type Mistake, refused } from './checked-yaml.ts';

const DEPLOY_STEPS = ['db_sync', 'compile', 'validate', 'drift_check', 'apply_assets'] as const;
const CHANGE_SEVERITIES = ['cosmetic', 'semantic', 'breaking'] as const;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written "HH:MM"');

const window = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).describe('Days of the week on which it may be deployed'),
    from: clock.describe('First moment, "HH:MM"'),
    to: clock.describe('Last moment, "HH:MM"'),
    timezone: z.string().default('UTC').describe('IANA zone of from and to'),
  })
  .describe('When this environment may be written to');

const applyPolicy = z
  .strictObject({
    mode: z
      .enum(['overwrite_git_wins', 'strict_fail_on_drift'])
      .default('strict_fail_on_drift')
      .describe(
        'overwrite_git_wins puts the value of Git back; strict_fail_on_drift never overwrites what others changed',
      ),
    drift_gate: z
      .enum(['warn', 'fail', 'off'])
      .default('fail')
      .describe('Whether drift stops the deployment before anything is written'),
    protected: z.boolean().default(false).describe('Ask, or need --yes, before anything is written'),
    max_severity: z.enum(CHANGE_SEVERITIES).default('breaking').describe('Refuse changes above this severity'),
    windows: z.array(window).optional().describe('Deployments outside these windows are refused'),
    prune: z.boolean().optional().describe('Remove what we created and Git no longer has'),
  })
  .describe('How one environment is deployed');

const ignoreRule = z
  .strictObject({
    kind: z.enum(OBJECT_KINDS).optional().describe('Only objects of this kind'),
    name: z.string().optional().describe('Only objects with this name; * stands for anything'),
    field: z.string().optional().describe('Only this field, as a dotted path; * stands for one step'),
    environments: z.array(z.string()).optional().describe('Only in these environments'),
    reason: z.string().min(1).describe('Why it is ignored'),
    until: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written YYYY-MM-DD')
      .describe('Last day on which it is ignored'),
  })
  .describe('Drift that does not count, with a reason and an end date');

export const policySchema = z
  .strictObject({
    $schema: z.string().optional(),
    db: z
      .strictObject({
        mode: z.enum(['migrations_and_seed', 'migrations', 'none']).default('migrations_and_seed'),
        migrations_dir: z.string().default('db/migrations'),
        seed_dir: z.string().default('db/seed'),
      })
      .prefault({}),
    apply: z.record(z.string(), applyPolicy).default({}).describe('One entry for each environment'),
    export: z
      .strictObject({
        format: z.enum(['superset_cli_yaml']).default('superset_cli_yaml'),
        dir: z.string().default('superset_assets').describe('Folder that assets export writes into'),
      })
      .prefault({}),
    deploy: z
      .strictObject({
        mode: z.enum(['script_with_retry', 'once']).default('script_with_retry'),
        steps: z.array(z.enum(DEPLOY_STEPS)).min(1).default(['db_sync', 'apply_assets', 'drift_check']),
        retry: z
          .strictObject({
            attempts: z.int().min(1).max(10).default(3),
            base_seconds: z.number().positive().max(60).default(1),
            max_seconds: z.number().positive().max(600).default(30),
          })
          .prefault({}),
      })
      .prefault({}),
    prune: z
      .strictObject({
        enabled: z.boolean().default(false),
        max_objects: z.int().min(0).default(5).describe('More than this many need a confirmation'),
        max_percent: z.number().min(0).max(100).default(20).describe('More than this share needs a confirmation'),
      })
      .prefault({}),
    state: z
      .strictObject({
        mirror: z
          .string()
          .regex(/^refs\/[\w.-]+(\/[\w.-]+)*$/, 'a ref is expected, such as refs/feedback-loop')
          .optional()
          .describe('Ref below which the base of each environment is kept in Git too: refs/feedback-loop'),
        remote: z
          .string()
          .regex(/^[\w./@:~][\w./@:~+-]*$/, 'the name of a remote is expected, such as origin')
          .optional()
          .describe('Remote that the ref is fetched from and pushed to; none: this clone only'),
      })
      .prefault({})
      .describe('Where the record of what was applied is kept besides the control database'),
    ignore: z.array(ignoreRule).default([]),
    templates: z
      .strictObject({
        delimiters: z
          .enum(['brackets', 'jinja'])
          .default('brackets')
          .describe('brackets: [[ value ]] [% block %] [# comment #]; jinja: {{ value }} {% block %} {# comment #}'),
      })
      .prefault({}),
  })
  .describe('policy.yaml: how the project is deployed');

export type Policy = z.output<typeof policySchema>;
export type ApplyPolicy = z.output<typeof applyPolicy>;
type DeployStep = (typeof DEPLOY_STEPS)[number];

/**
 * policy.yaml of a project; its defaults when there is none.
 * @throws Failure YAML_INVALID, POLICY_INVALID
 */
export function loadPolicy(projectDir: string): Policy {
  const path = join(projectDir, 'policy.yaml');
  return existsSync(path) ? parsePolicy(readFileSync(path, 'utf8'), 'policy.yaml') : policySchema.parse({});
}

export function parsePolicy(text: string, file: string): Policy {
  const { value, document } = checkedYaml(text, file, policySchema);
  const mistakes = stepMistakes(value.deploy.steps).map(
    (message): Mistake => ({ message, where: document.placeOf(['deploy', 'steps']) }),
  );
  if (mistakes.length > 0) throw refused(mistakes);
  return value;
}

/** What applies to an environment: its entry, or the strict defaults when policy.yaml does not name it. */
export const applyPolicyFor = (policy: Policy, environment: string): ApplyPolicy =>
  policy.apply[environment] ?? applyPolicy.parse({});

/** How often a call to a target is made before it has failed. */
export const attemptsOf = ({ deploy }: Policy): number => (deploy.mode === 'once' ? 1 : deploy.retry.attempts);

/** Lists of steps that make no sense are refused; any sensible order is honoured. */
function stepMistakes(steps: readonly DeployStep[]): string[] {
  const at = (step: DeployStep): number => steps.indexOf(step);
  const mistakes = steps
    .filter((step, index) => step !== 'drift_check' && steps.indexOf(step) !== index)
    .map((step) => `deploy.steps: ${step} is named twice`);
  if (at('compile') >= 0 && at('validate') >= 0 && at('compile') > at('validate')) {
    mistakes.push('deploy.steps: validate comes before compile');
  }
  for (const earlier of ['compile', 'validate', 'db_sync'] as const) {
    if (at(earlier) >= 0 && at('apply_assets') >= 0 && at(earlier) > at('apply_assets')) {
      mistakes.push(`deploy.steps: ${earlier} comes after apply_assets`);
    }
  }
  return mistakes;
}
