import type { ProjectApplied } from '../../../superset/deploy/apply-project.ts';
import { applyDocument } from '../../../superset/render/plan-json.ts';
import { planText } from '../../../superset/render/plan-text.ts';
import type { Io } from '../../command.ts';
import type { ApplyOptions } from './apply-options.ts';

/** Says what an apply did, and sets the exit code. */
export function sayApplied(io: Io, applied: ProjectApplied, options: ApplyOptions): void {
  const { plan, result, status, exit } = applied;
  io.output.exit(exit);
  const { created = [], updated = [], deleted = [], adopted = [] } = result ?? {};
  const outcome = {
    status: status === 'done' ? ('ok' as const) : status === 'stopped' ? ('failed' as const) : ('nothing' as const),
    created,
    updated,
    deleted,
    errors: status === 'stopped' ? [{ code: exit.toUpperCase(), message: plan.gate.why }] : [],
    appliedAt: io.now().toISOString(),
  };
  io.output.result({ ...applyDocument(plan, outcome), apply_id: result?.applyId, exit }, () => {
    const shown = planText(plan, { paint: io.output, full: options.full ?? false });
    if (status === 'stopped') return `${shown}\n❌ Stopped before anything was written: ${plan.gate.why}`;
    if (status === 'planned') return shown;
    if (status === 'nothing') return '✅ Nothing to do';
    const counts = [
      `${created.length} created`,
      `${updated.length} updated`,
      `${deleted.length} deleted`,
      ...(adopted.length > 0 ? [`${adopted.length} recorded`] : []),
    ];
    return `${shown}\n✅ Apply complete: ${counts.join(', ')} (apply ${result?.applyId?.slice(0, 8)})`;
  });
}
