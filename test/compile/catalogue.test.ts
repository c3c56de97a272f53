import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/analyze/catalog.ts';
import { CERTIFIED_BY } from '../../src/superset/compile/catalogue.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { temporaryFolder } from '../support/databases.ts';

const DATABASE = 'database_name: Shop\nsqlalchemy_uri: sqlite:////shop.db\n';
const rate = METRICS.find((each) => each.id === 'generation-success-rate');
const words = `${rate?.name} (generation-success-rate, version ${rate?.version}): ${rate?.formula}`;

function compiled(files: Record<string, string>) {
  const projectDir = temporaryFolder();
  const all = { 'policy.yaml': '', 'environments/local.yaml': '', 'assets/databases/shop.yaml': DATABASE, ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(projectDir, path)), { recursive: true });
    writeFileSync(join(projectDir, path), text);
  }
  return compileProject({ projectDir, environment: 'local', env: {} });
}

const dataset = (metric: string) =>
  `table_name: things\ndatabase: shop\nmetrics:\n  - metric_name: rate\n    expression: AVG(ok)\n${metric}`;

describe('a template that names a metric of the catalogue', () => {
  it('gets its definition and a certification with the version, and loses the key', () => {
    const { bundle, findings } = compiled({
      'assets/datasets/things.yaml': dataset('    feedback_loop: {metric: generation-success-rate}\n'),
      'assets/charts/rate.yaml':
        'slice_name: Rate\nviz_type: big_number_total\ndataset: things\nfeedback_loop: {metric: generation-success-rate}\nparams: {metric: rate}\n',
    });
    expect(findings).toEqual([]);
    const description = `${rate?.definition} (generation-success-rate, version ${rate?.version})`;
    expect(bundle.datasets[0]?.metrics[0]).toMatchObject({
      description,
      extra: { certification: { certified_by: CERTIFIED_BY, details: words } },
    });
    expect(bundle.charts[0]).toMatchObject({
      description,
      certified_by: CERTIFIED_BY,
      certification_details: words,
    });
    expect(JSON.stringify(bundle)).not.toContain('feedback_loop');
  });

  it('keeps what it says itself', () => {
    const { bundle } = compiled({
      'assets/datasets/things.yaml': dataset(
        '    description: Ours.\n    feedback_loop: {metrics: [generation-success-rate, average-confidence]}\n',
      ),
    });
    const [metric] = bundle.datasets[0]?.metrics ?? [];
    expect(metric?.description).toBe('Ours.');
    expect(JSON.stringify(metric?.extra)).toContain(`${words}; Average confidence (average-confidence, version`);
  });

  it('is told where it names none, and which is the nearest', () => {
    const { findings } = compiled({
      'assets/datasets/things.yaml': dataset('    feedback_loop: {metric: generation-succes-rate}\n'),
    });
    expect(findings).toEqual([
      {
        code: 'ASSET_INVALID',
        severity: 'error',
        message: 'there is no metric generation-succes-rate in the catalogue',
        where: { file: 'assets/datasets/things.yaml', line: 6, column: 29 },
        hint: 'Did you mean generation-success-rate?',
      },
    ]);
    const [wrong] = compiled({ 'assets/datasets/things.yaml': dataset('    feedback_loop: {metrc: x}\n') }).findings;
    expect(wrong?.message).toBe('feedback_loop holds metric: ID, or metrics: [ID, …]');
  });
});
