import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../model/assets.ts';
import { compileProject } from '../superset/compile/compile.ts';
import type { Finding } from '../superset/finding.ts';

/** What a compilation reads, below the project's folder. */
const SOURCES = ['policy.yaml', 'environments', 'assets'];
/** A save of a template is seen this much later at most, */
const LOOK_AGAIN_MS = 500;
/** or this many times as long as looking takes, where that is more: no more than a hundredth of the time goes into it. */
const LOOK_SHARE = 100;
const LONGEST_MS = 3_000;

/** Names, sizes and times of all sources: another text means that something was saved. */
function stateOf(projectDir: string): string {
  const stamp = (path: string): string => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? `${path} ${stat.size} ${stat.mtimeMs}` : '';
  };
  return SOURCES.flatMap((name) => {
    const path = join(projectDir, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [stamp(path)];
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((each) => stamp(join(path, each)));
  }).join('\n');
}

/**
 * The project's dashboards, compiled when they are first asked for and again when a source was saved. Findings of each
 * compilation go to `onFindings`; a compilation that fails whole is thrown, and the next request tries again.
 */
export function projectBundle(options: {
  projectDir: string;
  environment: string;
  env: NodeJS.ProcessEnv;
  onFindings: (findings: readonly Finding[]) => void;
}): () => Promise<Bundle> {
  let known: { state: string; bundle: Bundle; lookAgain: number } | undefined;
  return async () => {
    const now = performance.now();
    if (known && now < known.lookAgain) return known.bundle;
    const state = stateOf(options.projectDir);
    const took = performance.now() - now;
    const lookAgain = now + Math.max(LOOK_AGAIN_MS, Math.min(LOOK_SHARE * took, LONGEST_MS));
    if (known?.state === state) {
      known.lookAgain = lookAgain;
      return known.bundle;
    }
    const { bundle, findings } = compileProject(options);
    options.onFindings(findings);
    known = { state, bundle, lookAgain };
    return bundle;
  };
}
