import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/util/yaml-document.ts';

const read = (text: string) => readYaml(text, { file: 'a.yaml', dialect: 'superset' }).value;

describe('YAML of strangers', () => {
  it('may have very many keys, which takes no longer than their number', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: ${index}`).join('\n');
    expect(Object.keys(read(text) as object)).toHaveLength(20_000);
  });

  it('is refused with its place when a mapping has a key twice, however deep', () => {
    expect(() => read('a: 1\nb:\n  - c: 1\n    c: 2\n')).toThrow(
      expect.objectContaining({ code: 'YAML_INVALID', where: expect.objectContaining({ line: 4 }) }),
    );
  });

  it('is refused when it nests too deeply, in words that say so', () => {
    expect(() => read(`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toThrow('it is nested too deeply');
  });
});
