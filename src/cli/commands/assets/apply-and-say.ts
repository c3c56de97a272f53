import { applyOutcome } from '../../../superset/deploy/apply-outcome.ts';
import { applyProject, type ProjectApplied, type ProjectApply } from '../../../superset/deploy/apply-project.ts';
import { resultWords } from '../../../superset/deploy/deploy-words.ts';
import { applyDocument } from '../../../superset/render/plan-json.ts';
import { planText } from '../../../superset/render/plan-text.ts';
import type { Io } from '../../command.ts';
import { type ApplyOptions, writeSetting } from './apply-options.ts';
import type { Writing } from './with-target.ts';

/** Applies what a command wants of an open project, says what was done, and sets the exit code. */
export async function applyAndSay(
  io: Io,
  options: ApplyOptions,
  { config, project, target, store }: Writing,
  wanted: Pick<ProjectApply, 'operation' | 'policy' | 'choose' | 'want' | 'saved'>,
): Promise<void> {
  const note = (text: string) => io.output.note(io.output.dim(text));
  const applied = await applyProject({
    project,
    target,
    store,
    note,
    ...writeSetting(io, config, options),
    ...wanted,
  });
  sayApplied(io, applied, options);
}

function sayApplied(io: Io, applied: ProjectApplied, options: ApplyOptions): void {
  const { plan, result, status, exit } = applied;
  io.output.exit(exit);
  const document = applyDocument(plan, applyOutcome(applied, io.now()));
  io.output.result({ ...document, apply_id: result?.applyId, exit }, () => {
    const shown = planText(plan, { paint: io.output, full: options.full ?? false });
    if (status === 'stopped') return `${shown}\n❌ Stopped before anything was written: ${plan.gate.why}`;
    if (status === 'planned') return shown;
    if (status === 'nothing' || !result) return '✅ Nothing to do';
    const counts = resultWords(result, { noughts: true });
    return `${shown}\n✅ Apply complete: ${counts} (apply ${result.applyId?.slice(0, 8)})`;
  });
}
