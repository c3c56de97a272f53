import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';
import { Failure } from '../errors.ts';
import { packageRoot } from '../util/package-root.ts';
import { rememberingFont } from './pdf/remembering-font.ts';
import { SYSTEM_FONTS, type SystemFont, systemFonts } from './system-fonts.ts';

export type Weight = 'regular' | 'bold';
type Shipped = 'inter' | 'wide';
/** A typeface of the package, or the path of one of the system's. */
type Family = Shipped | (string & {});

/** A stretch of text that one font can write. */
interface Run {
  text: string;
  family: Family;
}

/** The fonts of files: Inter, behind it one with more of the world's letters, and behind that those of the system. */
export interface Fonts {
  files: Readonly<Record<Shipped, Readonly<Record<Weight, string>>>>;
  /** The same, read: what a document has decoded of their tables is there for the next. */
  opened: Readonly<Record<Shipped, Readonly<Record<Weight, Font>>>>;
  /** Typefaces of the system that a text needed so far; in one weight. */
  fromSystem(): readonly SystemFont[];
  /** Width in the unit of `size`. */
  width(text: string, size: number, weight?: Weight): number;
  /** Text cut where another font has to write on; characters that none of them has become □. */
  runs(text: string): Run[];
}

/** Where the typefaces lie among the development dependencies: the build copies them to dist/fonts (scripts/prepare.mjs). */
const SOURCES: Readonly<Record<string, string>> = {
  'Inter_400Regular.ttf': '@expo-google-fonts/inter/400Regular',
  'Inter_600SemiBold.ttf': '@expo-google-fonts/inter/600SemiBold',
  'DejaVuSans.ttf': 'dejavu-fonts-ttf/ttf',
  'DejaVuSans-Bold.ttf': 'dejavu-fonts-ttf/ttf',
  'inter-latin-wght-normal.woff2': '@fontsource-variable/inter/files',
};

const FILES: Fonts['files'] = {
  inter: { regular: 'Inter_400Regular.ttf', bold: 'Inter_600SemiBold.ttf' },
  wide: { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf' },
};

/** The file of a typeface: that of the package, else, in a clone that was not built, the development dependency's. */
export function fontFile(name: string): string {
  const shipped = join(packageRoot(), 'dist', 'fonts', name);
  return existsSync(shipped) ? shipped : join(packageRoot(), 'node_modules', SOURCES[name] ?? '', name);
}

/** Joiners and forms of emoji: nothing to draw by themselves. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}/gu;
const MISSING = '□';

/** @throws Failure INTERNAL when the package lacks its fonts */
export async function openFonts(system: readonly string[] = SYSTEM_FONTS): Promise<Fonts> {
  const files = {
    inter: { regular: fontFile(FILES.inter.regular), bold: fontFile(FILES.inter.bold) },
    wide: { regular: fontFile(FILES.wide.regular), bold: fontFile(FILES.wide.bold) },
  };
  if (!existsSync(files.inter.regular)) {
    throw new Failure('INTERNAL', `the fonts of reports are missing: ${files.inter.regular}`, {
      hint: 'From a clone: npm run build. Otherwise install feedback-loop again.',
    });
  }
  const open = async (path: string): Promise<Font> => create(await readFile(path)) as Font;
  const fonts = {
    inter: { regular: await open(files.inter.regular), bold: await open(files.inter.bold) },
    wide: { regular: await open(files.wide.regular), bold: await open(files.wide.bold) },
  };
  const known = new Map<string, number>();

  const ofSystem = systemFonts(system);
  const used = new Map<string, SystemFont>();

  function familyOf(character: string): Family | undefined {
    const code = character.codePointAt(0) ?? 0;
    if (fonts.inter.regular.hasGlyphForCodePoint(code)) return 'inter';
    if (fonts.wide.regular.hasGlyphForCodePoint(code)) return 'wide';
    const found = ofSystem(code);
    if (found) used.set(found.path, found);
    return found?.path;
  }

  const fontOf = (family: Family | undefined, weight: Weight): Font =>
    used.get(family ?? '')?.font ?? fonts[family === 'inter' ? 'inter' : 'wide'][weight];

  /** Advance of one character as a fraction of the font size. */
  function advance(character: string, weight: Weight): number {
    const key = `${weight}${character}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    // Marks that are never drawn have no width either.
    const drawn = character.replace(INVISIBLE, '') !== '';
    const font = fontOf(drawn ? familyOf(character) : 'inter', weight);
    const width = drawn ? font.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm : 0;
    known.set(key, width);
    return width;
  }

  return {
    files,
    opened: {
      inter: { regular: rememberingFont(fonts.inter.regular), bold: rememberingFont(fonts.inter.bold) },
      wide: { regular: rememberingFont(fonts.wide.regular), bold: rememberingFont(fonts.wide.bold) },
    },
    fromSystem: () => [...used.values()],
    width: (text, size, weight = 'regular') => {
      let sum = 0;
      for (const character of text) sum += advance(character, weight);
      return sum * size;
    },
    runs: (text) => {
      const runs: Run[] = [];
      for (const character of text.replace(INVISIBLE, '')) {
        const family = familyOf(character);
        const last = runs.at(-1);
        // A space or a sign of the first font does not end a stretch of the second: words of one script stay whole.
        const joins = last?.family === 'wide' && /[\s\p{P}]/u.test(character) && character !== ' ';
        const written = family === undefined ? MISSING : character;
        const of = family === undefined ? 'wide' : joins ? 'wide' : family;
        if (last?.family === of) last.text += written;
        else runs.push({ text: written, family: of });
      }
      return runs;
    },
  };
}
