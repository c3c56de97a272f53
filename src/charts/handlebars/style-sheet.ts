import { isHarmless, LOOKS } from './sanitise.ts';

const RULE = /([^{}]+)\{([^{}]*)\}/g;
/** Names, classes, ids, states and their combinations: nothing that can end the style element or name an address. */
const SELECTOR = /^[\w\s.#>+~:()*-]+$/;
const NAMES = new Set(LOOKS.split(' '));

/** Rules of `@media` and the like go with everything in them. */
function withoutAtRules(css: string): string {
  let rest = css.replaceAll(/\/\*[\s\S]*?(\*\/|$)/g, '');
  const block = /@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}?)/;
  while (block.test(rest)) rest = rest.replace(block, '');
  return rest;
}

function declarations(text: string): string[] {
  return text.split(';').flatMap((each) => {
    const at = each.indexOf(':');
    const name = each.slice(0, at).trim().toLowerCase();
    const value = each.slice(at + 1).trim();
    return at > 0 && NAMES.has(name) && value !== '' && isHarmless(value) ? [`${name}: ${value}`] : [];
  });
}

/**
 * The style sheet of a chart as one that reaches only what lies in an element of class `scope`: properties that change how
 * a thing looks in its place, selectors without attributes. What is anything else is left out.
 */
export function scopedStyleSheet(css: string, scope: string): string {
  const rules: string[] = [];
  for (const [, selectors = '', body = ''] of withoutAtRules(css).matchAll(RULE)) {
    const kept = selectors.split(',').map((each) => each.trim());
    const looks = declarations(body);
    if (looks.length === 0 || kept.some((each) => !SELECTOR.test(each))) continue;
    rules.push(`${kept.map((each) => `.${scope} ${each}`).join(', ')} { ${looks.join('; ')} }`);
  }
  return rules.join('\n');
}
