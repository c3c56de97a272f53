import { existsSync } from 'node:fs';
import { type Font, type FontCollection, openSync } from 'fontkit';

/**
 * Where systems keep typefaces of scripts that are too many letters to ship (Chinese, Japanese, Korean), and of signs in one
 * colour. Those of Linux are what the distributions' packages install.
 */
export const SYSTEM_FONTS: readonly string[] = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc',
  '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc',
  '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf',
  '/usr/share/fonts/truetype/noto/NotoEmoji-Regular.ttf',
  '/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf',
  '/System/Library/Fonts/PingFang.ttc',
  '/System/Library/Fonts/Hiragino Sans GB.ttc',
  '/System/Library/Fonts/AppleSDGothicNeo.ttc',
  '/Library/Fonts/Arial Unicode.ttf',
  '/System/Library/Fonts/Supplemental/Arial Unicode.ttf',
  '/System/Library/Fonts/Apple Symbols.ttf',
  'C:/Windows/Fonts/msyh.ttc',
  'C:/Windows/Fonts/YuGothR.ttc',
  'C:/Windows/Fonts/malgun.ttf',
  'C:/Windows/Fonts/seguisym.ttf',
];

export interface SystemFont {
  font: Font;
  path: string;
  /** The one of a collection's that is meant, by its PostScript name. */
  face: string | undefined;
}

const isCollection = (opened: Font | FontCollection): opened is FontCollection => 'fonts' in opened;

/**
 * Finds the first of these files that has a character. A file is opened when a text needs it, never before: most reports
 * need none, and some are twenty megabytes. One that cannot be read is as good as none.
 */
export function systemFonts(paths: readonly string[]): (code: number) => SystemFont | undefined {
  const waiting = paths.filter((path) => existsSync(path));
  const open: SystemFont[] = [];
  const next = (): boolean => {
    const path = waiting.shift();
    if (path === undefined) return false;
    try {
      const opened = openSync(path);
      const font = isCollection(opened) ? opened.fonts[0] : opened;
      if (font) open.push({ font, path, face: isCollection(opened) ? font.postscriptName : undefined });
    } catch {
      // Not a typeface that can be read here.
    }
    return true;
  };
  return (code) => {
    for (let at = 0; ; at += 1) {
      while (at >= open.length) if (!next()) return undefined;
      const found = open[at];
      if (found?.font.hasGlyphForCodePoint(code)) return found;
    }
  };
}
