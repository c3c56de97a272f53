import { isMap, parseDocument } from 'yaml';
import type { Json } from '../normalise/json.ts';

/** environments/NAME.yaml with variables set; comments and everything else stay. An undefined text makes a new file. */
export function withVariables(
  text: string | undefined,
  variables: Readonly<Record<string, Json>>,
  version: string,
): string {
  const document = parseDocument(text ?? `target:\n  version: '${version}'\n`);
  if (!isMap(document.get('variables'))) document.set('variables', document.createNode({}));
  const node = document.get('variables');
  // {} is written on one line: with entries it is not.
  if (isMap(node) && Object.keys(variables).length > 0) node.flow = false;
  for (const [name, value] of Object.entries(variables)) document.setIn(['variables', name], value);
  return document.toString({ lineWidth: 0 });
}

/** environments/NAME.yaml with the address of its target; comments and everything else stay. */
export function withTargetUrl(text: string, url: string): string {
  const document = parseDocument(text);
  if (!isMap(document.get('target'))) document.set('target', document.createNode({}));
  document.setIn(['target', 'url'], url);
  return document.toString({ lineWidth: 0 });
}
