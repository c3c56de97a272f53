import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { describe, expect, it } from 'vitest';
import { fontFile } from '../../src/report/fonts.ts';
import { rememberingFont } from '../../src/report/pdf/remembering-font.ts';

const open = (): Font => create(readFileSync(fontFile('Inter_400Regular.ttf'))) as Font;

describe('a font that remembers words', () => {
  it('places glyphs as the font does, the first time and after somebody scaled what it was given', () => {
    const plain = open().layout('AVAT -> 3x4');
    const font = rememberingFont(open());
    for (let round = 0; round < 3; round++) {
      const run = font.layout('AVAT -> 3x4');
      expect(run.glyphs.map(({ id }) => id)).toEqual(plain.glyphs.map(({ id }) => id));
      expect(run.positions.map(({ xAdvance }) => xAdvance)).toEqual(plain.positions.map(({ xAdvance }) => xAdvance));
      expect(run.advanceWidth).toBe(plain.advanceWidth);
      for (const position of run.positions) position.xAdvance *= 0.5;
    }
  });

  it('asks the font itself where features are named', () => {
    const plain = open().layout('3x4', { calt: false });
    const font = rememberingFont(open());
    font.layout('3x4');
    expect(font.layout('3x4', { calt: false }).glyphs.map(({ id }) => id)).toEqual(plain.glyphs.map(({ id }) => id));
  });
});
