import { isHarmless, LOOKS } from './sanitise.ts';

/** Characters that are read: a sheet comes with a bundle, and the server draws for others meanwhile. */
const LONGEST = 65_536;
/** Names, classes, ids, states and their combinations: nothing that can end the style element or name an address. */
const SELECTOR = /^[\w\s.#>+~:()*-]+$/;
const NAMES = new Set(LOOKS.split(' '));

/** Where the block that was opened just before `from` is closed, or the end. */
function endOfBlock(css: string, from: number): number {
  const brace = /[{}]/g;
  brace.lastIndex = from;
  let open = 1;
  for (let found = brace.exec(css); found; found = brace.exec(css)) {
    open += found[0] === '{' ? 1 : -1;
    if (open === 0) return brace.lastIndex;
  }
  return css.length;
}

/** Rules of `@media` and the like go with everything in them. Each character is looked at a fixed number of times. */
function withoutAtRules(css: string): string {
  const kept: string[] = [];
  const text = css.replaceAll(/\/\*[\s\S]*?(\*\/|$)/g, '');
  const end = /[{};]/g;
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', from)) {
    end.lastIndex = at;
    const found = end.exec(text);
    if (!found) break;
    // One that is closed before it begins is no rule: it stays, for no selector has such a sign.
    kept.push(text.slice(from, found[0] === '}' ? end.lastIndex : at));
    from = found[0] === '{' ? endOfBlock(text, end.lastIndex) : end.lastIndex;
  }
  return [...kept, text.slice(from)].join('');
}

/** What stands before and within each innermost pair of braces. */
function rulesOf(css: string): { selectors: string; body: string }[] {
  const parts = css.split(/([{}])/);
  return parts.flatMap((selectors, at) =>
    selectors !== '' && parts[at + 1] === '{' && parts[at + 3] === '}'
      ? [{ selectors, body: parts[at + 2] ?? '' }]
      : [],
  );
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
 * a thing looks in its place, selectors without attributes. What is anything else is left out, as is what follows the first 64 Ki characters.
 */
export function scopedStyleSheet(css: string, scope: string): string {
  const rules: string[] = [];
  for (const { selectors, body } of rulesOf(withoutAtRules(css.slice(0, LONGEST)))) {
    const kept = selectors.split(',').map((each) => each.trim());
    const looks = declarations(body);
    if (looks.length === 0 || kept.some((each) => !SELECTOR.test(each))) continue;
    rules.push(`${kept.map((each) => `.${scope} ${each}`).join(', ')} { ${looks.join('; ')} }`);
  }
  return rules.join('\n');
}
