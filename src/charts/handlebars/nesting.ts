import { Failure } from '../../errors.ts';

const LONGEST = 200_000;
const DEEPEST = 50;
const MOST_CHAINED = 200;

/** What opens and closes a block, chains another to it, or opens and closes a call. */
const TOKENS = /\{\{~?\s*(?:[#/]|\^\s*[^\s~}]|else\s+[^\s~}])|\{\{|\}\}|[()]/g;

/**
 * Refuses templates that the parser of Handlebars takes half a minute for, or that are deeper than its stack: it is done
 * before parsing, by what opens and closes.
 * @throws Failure CHART_UNSUPPORTED
 */
export function checkNesting(template: string): void {
  const refuse = (what: string): never => {
    throw new Failure('CHART_UNSUPPORTED', `The template has ${what}, which is not drawn here`);
  };
  if (template.length > LONGEST) refuse(`more than ${LONGEST} characters`);
  let [blocks, chained, brackets] = [0, 0, 0];
  let inside = false;
  for (const [token] of template.matchAll(TOKENS)) {
    if (token === '(') brackets += inside ? 1 : 0;
    else if (token === ')') brackets = Math.max(0, brackets - 1);
    else {
      inside = token !== '}}';
      brackets = 0;
      if (token.includes('else')) chained += 1;
      else if (token.endsWith('/')) blocks = Math.max(0, blocks - 1);
      else if (inside && token !== '{{') blocks += 1;
    }
    if (blocks > DEEPEST) refuse(`blocks in blocks, more than ${DEEPEST} deep`);
    if (brackets > DEEPEST) refuse(`brackets in brackets, more than ${DEEPEST} deep`);
    if (chained > MOST_CHAINED) refuse(`more than ${MOST_CHAINED} times "else if"`);
  }
}
