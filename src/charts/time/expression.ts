import { Failure } from '../../errors.ts';
import { addUnits, type CalendarUnit, calendarUnit, lastDay, startOf } from './calendar.ts';
import { humanMoment } from './moment.ts';

const refuse = (text: string, why: string): never => {
  throw new Failure('CHART_INVALID', `The time "${text}" is not understood: ${why}`, {
    hint: 'Use words such as "Last week", or "2026-11-01 : 2026-11-21".',
  });
};

/** Splits the arguments of a call at its own commas. */
function argumentsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === "'" || char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

function unitOf(word: string | undefined, whole: string): CalendarUnit {
  return calendarUnit(word ?? '') ?? refuse(whole, `${word ?? 'nothing'} is no unit of time`);
}

function amountOf(text: string, now: number): number {
  const difference = /^DATEDIFF\s*\(([\s\S]*)\)$/i.exec(text);
  if (difference === null) {
    const amount = Number(text);
    return Number.isInteger(amount) ? amount : refuse(text, 'a whole number is needed');
  }
  const [from = '', to = '', unit = 'day'] = argumentsOf(difference[1] ?? '');
  const days = Math.floor((timeExpression(to, now) - timeExpression(from, now)) / 86_400_000);
  return unitOf(unit, text) === 'year' ? Math.floor(days / 365) : days;
}

/**
 * Superset's time functions: DATETIME('today'), DATEADD(x, -7, day), DATETRUNC(x, month), LASTDAY(x, month) and DATEDIFF
 * as an amount, nested. Milliseconds.
 * @throws Failure CHART_INVALID
 */
export function timeExpression(expression: string, now: number): number {
  const text = expression.trim();
  const call = /^([A-Z]+)\s*\(([\s\S]*)\)$/i.exec(text);
  if (call === null)
    return humanMoment(text.replaceAll(/^['"]|['"]$/g, ''), now) ?? refuse(text, 'no date and no words for one');
  const [first = '', second, third] = argumentsOf(call[2] ?? '');
  switch ((call[1] ?? '').toUpperCase()) {
    case 'DATETIME':
      return timeExpression(first, now);
    case 'DATEADD':
      return addUnits(timeExpression(first, now), amountOf(second ?? '', now), unitOf(third, text));
    case 'DATETRUNC':
      return startOf(timeExpression(first, now), unitOf(second, text));
    case 'LASTDAY':
      return lastDay(timeExpression(first, now), unitOf(second, text));
    default:
      return refuse(text, `${call[1] ?? ''} is no function of time ranges here`);
  }
}
