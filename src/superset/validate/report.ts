import type { YamlPath } from '../../util/yaml-document.ts';
import type { FindingSeverity } from '../finding.ts';

/** Notes a finding about the asset in hand; `path` leads to the value within it. */
export type Report = (code: string, severity: FindingSeverity, message: string, path: YamlPath, hint: string) => void;
