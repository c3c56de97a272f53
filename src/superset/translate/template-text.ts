import { yamlText } from '../compile/yaml-text.ts';
import { PLACEHOLDER } from './lift.ts';

export type Delimiters = 'brackets' | 'jinja';

const TAGS = {
  brackets: { value: ['[[ ', ' ]]'], block: ['[% ', ' %]'], opens: /\[[[%#]-?\s/ },
  jinja: { value: ['{{ ', ' }}'], block: ['{% ', ' %}'], opens: /\{[{%#]/ },
} as const;

/** A value with placeholders -> the text of a template. `only` are the environments that have it, when not all do. */
export function templateText(value: unknown, delimiters: Delimiters, only?: readonly string[]): string {
  const tags = TAGS[delimiters];
  const block = (inside: string): string => `${tags.block[0]}${inside}${tags.block[1]}`;
  const plain = yamlText(value);
  // Text of the asset that looks like a tag of ours (Superset's own Jinja, mostly) is fenced off.
  const raw = tags.opens.test(plain);
  const outside = (text: string): string => (raw ? `${block('endraw')}${text}${block('raw')}` : text);
  const { open, conditional, close } = PLACEHOLDER;
  let text = plain.replace(
    new RegExp(`^( *)(['"]?)${conditional}(\\w+)${close}(.*?)\\2: ['"]?${open}\\w+${close}['"]?$`, 'gm'),
    (_, indent: string, quote: string, name: string, key: string) => {
      const written = /^[A-Za-z_]\w*$/.test(key) ? key : `${quote}${key}${quote}`;
      const line = `${indent}${written}: ${outside(`${tags.value[0]}${name} | tojson${tags.value[1]}`)}`;
      return [outside(block(`if ${name} is not none`)), line, outside(block('endif'))].join('\n');
    },
  );
  // A whole value is written as JSON, which YAML reads; within a text only plain words are filled in.
  text = text.replace(
    new RegExp(`(^\\s*(?:- )*(?:[^\\n]*?: )?)['"]?${open}(\\w+)${close}['"]?$`, 'gm'),
    (_, head: string, name: string) => {
      return `${head}${outside(`${tags.value[0]}${name} | tojson${tags.value[1]}`)}`;
    },
  );
  text = text.replace(new RegExp(`${open}(\\w+)${close}`, 'g'), (_, name: string) =>
    outside(`${tags.value[0]}${name}${tags.value[1]}`),
  );
  if (raw) text = `${block('raw')}\n${text}${block('endraw')}\n`;
  if (!only) return text;
  const names = only.map((each) => JSON.stringify(each)).join(', ');
  return `${block(`if environment in [${names}]`)}\n${text}${block('endif')}\n`;
}
