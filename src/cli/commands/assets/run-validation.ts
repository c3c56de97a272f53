import type { Config } from '../../../config/config.ts';
import { Failure, messageOf } from '../../../errors.ts';
import { openStore } from '../../../store/open.ts';
import type { Compiled } from '../../../superset/compile/compile.ts';
import { type Validation, validate } from '../../../superset/validate/validate.ts';

/**
 * Validates a compiled project; with the database, when there is one, it speaks the environment's dialect and `probe` is
 * not false. A database that cannot be reached is a note, no failure: the rest holds without it.
 */
export async function runValidation(
  compiled: Compiled,
  config: Config,
  options: { now: number; probe?: boolean },
): Promise<Validation & { probed: boolean; unreachable?: string }> {
  if (options.probe === false || compiled.files.length <= 1) {
    return { ...(await validate(compiled, { now: options.now })), probed: false };
  }
  const { dialect } = compiled.environment.database;
  if (/^postgres/i.test(config.database.reveal()) !== (dialect === 'postgresql')) {
    const unreachable = `${compiled.environment.name} is on ${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${config.database.source} is not`;
    return { ...(await validate(compiled, { now: options.now })), probed: false, unreachable };
  }
  let store: Awaited<ReturnType<typeof openStore>>;
  try {
    store = await openStore({
      uri: config.database.reveal(),
      organization: config.organization,
      access: 'viewer',
      cwd: config.projectDir,
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ...(await validate(compiled, { now: options.now })), probed: false, unreachable: messageOf(thrown) };
  }
  try {
    const validation = await validate(compiled, { now: options.now, runner: store.runner() });
    return { ...validation, probed: validation.asked > 0 };
  } finally {
    await store.close();
  }
}
