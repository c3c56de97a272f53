import type { DeclaredAsset } from '../../model/assets.ts';
import { type Json, type JsonObject, newObject, textOf, toJson, withoutEmpty } from './json.ts';

/** Lists whose order says nothing: compared by what is in them, so that a difference names one element. */
const SETS = new Set(['permissions', 'datasets', 'databases', 'roles', 'allowed_domains']);

/** What is declared, in the form in which Git, base and target are compared. What identifies it is left out. */
export function normaliseDeclared(asset: DeclaredAsset): JsonObject {
  const content = newObject();
  for (const [key, value] of Object.entries(asset)) {
    if (key === 'kind' || key === 'uuid' || key === 'name') continue;
    if (SETS.has(key)) content[key] = setOf(value as string[]);
    else if (key === 'recipients') content[key] = recipients(toJson(value) as JsonObject[]);
    else {
      const json = withoutEmpty(toJson(value));
      if (json !== null && json !== '') content[key] = json;
    }
  }
  return content;
}

function setOf(values: readonly string[]): Json {
  const target = newObject();
  for (const value of [...values].toSorted()) target[value] = true;
  return target;
}

/** By type and address: a changed address is another recipient. */
function recipients(list: readonly JsonObject[]): Json {
  const target = newObject();
  for (const { type, target: address, ...rest } of list)
    target[`${textOf(type) ?? ''} ${textOf(address) ?? ''}`] = withoutEmpty(rest);
  return target;
}
