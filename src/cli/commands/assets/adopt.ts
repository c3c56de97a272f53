import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { Failure } from '../../../errors.ts';
import { assetsByUuid } from '../../../model/bundle.ts';
import type { Store } from '../../../store/store.ts';
import { openTargetReader } from '../../../superset/deploy/open-target.ts';
import { planPolicy } from '../../../superset/deploy/plan-policy.ts';
import { planProject, type ProjectPlan } from '../../../superset/deploy/plan-project.ts';
import { openProject, type Project } from '../../../superset/deploy/project.ts';
import { underLock } from '../../../superset/deploy/under-lock.ts';
import { findObject } from '../../../superset/impact/impact.ts';
import { type ObjectSet, objectSet } from '../../../superset/normalise/normalise.ts';
import type { Plan } from '../../../superset/plan/plan-types.ts';
import { driftedObjects } from '../../../superset/render/plan-json.ts';
import { actorText } from '../../../superset/state/actor.ts';
import { seenFacts, writeBase } from '../../../superset/state/base.ts';
import { openJournal } from '../../../superset/state/journal.ts';
import type { TargetReader } from '../../../superset/target.ts';
import { type Adoption, adoptObjects, otherEnvironments } from '../../../superset/translate/adopt.ts';
import { withTargetUrl } from '../../../superset/translate/environment-text.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { currentActor, projectConfig, withControl } from './control.ts';
import { targetOptions } from './with-target.ts';

interface Options {
  env: string;
  all?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .argument(
      '[objects...]',
      'names or UUIDs (chart:NAME tells kinds apart), or the address of a Superset to take whole',
    )
    .requiredOption('--env <name>', 'environment whose target is read')
    .option('--all', 'everything on the target, what is not ours yet too')
    .option('--dry-run', 'write nothing, only say what would be written')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nTakes what is live into Git: into the templates, with their tags and comments kept, or into the variables of the\nenvironment. Without objects: all that was changed outside Git. Nothing is written to the target.\n\nExamples:\n  feedback-loop assets adopt --env dev\n  feedback-loop assets adopt "chart:Bug trends over time" --env dev\n  feedback-loop assets adopt https://bi.example.com --env prod',
    )
    .action(async (wanted: string[], options: Options) => {
      io.output.json = options.json ?? false;
      const config = projectConfig(io);
      const address = wanted.find((each) => /^https?:\/\//.test(each));
      if (address !== undefined && wanted.length > 1) {
        throw new Failure('USAGE', 'an address takes the whole target; no object can be named beside it');
      }
      const before = setAddress(config, options, address);
      try {
        await withControl(config, io, (store) =>
          adopt(
            { config, store, options: { ...options, all: options.all || address !== undefined }, io },
            address ? [] : wanted,
          ),
        );
      } catch (thrown) {
        before?.restore();
        throw thrown;
      }
      if (options.dryRun) before?.restore();
    });
};

interface Work {
  config: Config;
  store: Store;
  options: Options;
  io: Io;
}

/** Writes the address of the target into the environment's file, so that every later command knows it. */
function setAddress({ projectDir, env }: Config, { env: environment }: Options, address: string | undefined) {
  if (address === undefined) return undefined;
  const { file } = openProject({ projectDir, env, environment }).compiled.environment;
  const path = join(projectDir, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, withTargetUrl(text, address.replace(/\/+$/, '')));
  return { restore: () => writeFileSync(path, text) };
}

/** Under the lock of the environment, as an apply is: it writes the base and the templates. */
async function adopt(work: Work, wanted: readonly string[]): Promise<void> {
  const { config, store, options, io } = work;
  const project = openProject({
    projectDir: config.projectDir,
    env: config.env,
    environment: options.env,
    signal: io.signal,
  });
  if (options.dryRun) {
    await adoptNow(work, project, wanted);
    return;
  }
  await underLock({
    project,
    store,
    operation: 'adopt',
    actor: currentActor(config),
    now: () => io.now().getTime(),
    signal: io.signal,
    note: (text) => io.output.note(io.output.dim(text)),
    work: () => adoptNow(work, project, wanted),
    targetOf: (target) => target,
  });
}

/** Answers the address of the target. */
async function adoptNow(
  { config, store, options, io }: Work,
  project: Project,
  wanted: readonly string[],
): Promise<string> {
  const { policy, compiled } = project;
  const target = await openTargetReader(targetOptions(io, config, { policy, environment: compiled.environment }));
  try {
    const plan = (of: Project, live?: ProjectPlan['live']) =>
      planProject({
        project: of,
        target,
        store,
        policy: planPolicy(of.policy, of.environment),
        nowMs: io.now().getTime(),
        underLock: !options.dryRun,
        live,
      });
    const found = await plan(project);
    const uuids = chosen(found, wanted, options.all ?? false);
    const adoption = adoptObjects({
      projectDir: config.projectDir,
      compiled: project.compiled,
      live: found.live.bundle,
      uuids,
      delimiters: project.policy.templates.delimiters,
      env: config.env,
    });
    if (options.dryRun) {
      io.output.result(document(options, adoption, undefined), () => text(io, options, adoption, undefined));
      return target.address;
    }
    for (const { path, text: content } of adoption.files) {
      mkdirSync(dirname(join(config.projectDir, path)), { recursive: true });
      writeFileSync(join(config.projectDir, path), content);
    }
    for (const path of adoption.removed) rmSync(join(config.projectDir, path));
    const after = openProject({ projectDir: config.projectDir, env: config.env, environment: options.env });
    await recordBase(
      { config, store, options, io },
      after,
      target,
      found,
      new Set(adoption.objects.map((each) => each.uuid)),
    );
    const left = (await plan(after, found.live)).plan;
    io.output.result(document(options, adoption, left), () => text(io, options, adoption, left, config.projectDir));
    return target.address;
  } finally {
    await target.close();
  }
}

function chosen(
  { plan, live, desired: { objects: desired } }: ProjectPlan,
  wanted: readonly string[],
  all: boolean,
): string[] {
  const both: ObjectSet = new Map([...desired, ...live.objects]);
  if (wanted.length > 0) return [...new Set(wanted.map((each) => findObject(both, each).entry.uuid))];
  const drifted = driftedObjects(plan).filter((each) => live.objects.has(each.uuid) || desired.has(each.uuid));
  return [...new Set([...drifted.map((each) => each.uuid), ...(all ? live.objects.keys() : [])])];
}

/** What Git and the target now both say counts as applied: of the adopted objects, and with --all of every one. */
async function recordBase(
  { config, store, options, io }: Work,
  project: Project,
  target: TargetReader,
  { plan, live }: ProjectPlan,
  uuids: ReadonlySet<string>,
): Promise<void> {
  const desired = objectSet(project.compiled.bundle, target.version);
  const nowMs = io.now().getTime();
  const actor = currentActor(config);
  const applyId = `adopt-${randomUUID()}`;
  const journal = openJournal({ store, applyId, environment: options.env, actor: actorText(actor), now: () => nowMs });
  const detail = { target: target.address, operation: 'adopt' };
  // The compiled asset says what the live one says, and holds no secret that an export may show.
  const assets = assetsByUuid(project.compiled.bundle);
  const record = [...desired.values()].flatMap(({ kind, uuid, name }) => {
    const asset = assets.get(uuid);
    return asset && live.objects.has(uuid) && (options.all || uuids.has(uuid)) ? [{ kind, uuid, name, asset }] : [];
  });
  const forget = plan.objects
    .filter((each) => uuids.has(each.uuid) && !live.objects.has(each.uuid))
    .map((each) => each.uuid);
  if (record.length + forget.length === 0) return;
  await journal.write([{ step: 'apply', status: 'started', detail }]);
  const { liveHashes } = seenFacts(live, desired, target.version);
  // The lists may have been read after the export: their times of change prove nothing.
  const seen = { liveHashes, changedOn: new Map<string, string>() };
  await writeBase(store, { environment: options.env, applyId, gitSha: actor.gitSha, record, forget, ...seen, nowMs });
  await journal.write([{ step: 'apply', status: 'done', detail }]);
}

const document = (options: Options, adoption: Adoption, plan: Plan | undefined) => ({
  environment: options.env,
  written: plan !== undefined,
  objects: adoption.objects,
  files: adoption.files.map((each) => each.path),
  removed: adoption.removed,
  ...(plan ? { summary: plan.summary } : {}),
});

const DONE: Record<Adoption['objects'][number]['how'], string> = {
  changed: 'changed in',
  variable: 'variable set in',
  written: 'written to',
  removed: 'gone from the target; removed',
  same: 'already as in',
};

function text(io: Io, options: Options, adoption: Adoption, plan: Plan | undefined, projectDir?: string): string {
  const { output } = io;
  const shown = adoption.objects.slice(0, 30);
  const lines = shown.map(
    (each) => `${output.good('✔')} ${each.name}  ${output.dim(`${DONE[each.how]} ${each.path}`)}`,
  );
  if (adoption.objects.length > shown.length) lines.push(`  … and ${adoption.objects.length - shown.length} more`);
  if (adoption.objects.length === 0) lines.push('Nothing was changed outside Git.');
  if (!plan) return [...lines, 'Nothing was written (--dry-run).'].join('\n');
  const others = projectDir === undefined ? [] : otherEnvironments(projectDir, options.env);
  const templates = adoption.objects.some(
    (each) => each.how === 'changed' || each.how === 'written' || each.how === 'removed',
  );
  if (templates && others.length > 0)
    lines.push(output.dim(`  These templates serve ${others.join(', ')} too: look at their plans.`));
  const { add, change, rename, prune } = plan.summary;
  const more = [rename > 0 ? `, ${rename} to rename` : '', prune > 0 ? `, ${prune} to prune` : ''].join('');
  lines.push('', `Plan: ${add} to add, ${change} to change${more}.`);
  return lines.join('\n');
}
