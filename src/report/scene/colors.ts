import { type Theme, type ThemeName, THEMES } from '../../charts/draw/palette.ts';

/** The colours of pages and cards around the drawings, with those of the drawings. */
export interface PageColors extends Theme {
  page: string;
  card: string;
  line: string;
  accent: string;
  soft: string;
  badSoft: string;
  /** Of words on the soft colours. */
  goodInk: string;
  goodSoft: string;
  warnInk: string;
  warnSoft: string;
}

export const PAGE_COLORS: Readonly<Record<ThemeName, PageColors>> = {
  light: {
    ...THEMES.light,
    page: '#f7f7f8',
    card: '#ffffff',
    line: '#e4e4e9',
    accent: '#4a54c9',
    soft: '#f4f4f7',
    badSoft: '#fcebea',
    goodInk: '#18794e',
    goodSoft: '#e3f4ea',
    warnInk: '#8a5a00',
    warnSoft: '#fdf1d8',
  },
  dark: {
    ...THEMES.dark,
    page: '#0c0c0f',
    card: '#131317',
    line: '#2a2a32',
    accent: '#8b94ff',
    soft: '#1a1a1f',
    badSoft: '#331817',
    goodInk: '#4cc38a',
    goodSoft: '#12291e',
    warnInk: '#e9b44c',
    warnSoft: '#2d2412',
  },
};
