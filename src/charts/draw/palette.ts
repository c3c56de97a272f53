/** Colours of one theme. Inks and lines are quiet so that the data is what is seen. */
export interface Theme {
  categories: readonly string[];
  /** From little to much. */
  sequence: readonly string[];
  ink: string;
  muted: string;
  faint: string;
  surface: string;
  raised: string;
  good: string;
  bad: string;
  neutral: string;
}

export type ThemeName = 'light' | 'dark';

/**
 * Eight categories, chosen by a search that keeps every pair apart for the common colour blindnesses (at least 17 in
 * CIE76 for deuteranopia, 18 for protanopia) and every colour readable on its surface.
 */
export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    categories: ['#6e6fdd', '#da7547', '#20835b', '#a0188a', '#26aded', '#cf9818', '#6d30cf', '#bb273b'],
    sequence: ['#f1f1fb', '#d5d6f6', '#b0b2ee', '#8a8ce6', '#6264d2', '#4344a8', '#2b2b78'],
    ink: '#27272f',
    muted: '#6a6a76',
    faint: '#ececef',
    surface: '#ffffff',
    raised: '#ffffff',
    good: '#20835b',
    bad: '#bb273b',
    neutral: '#9a9aa6',
  },
  dark: {
    categories: ['#8f93f5', '#e8a06a', '#9be8c6', '#dd3fae', '#38c6f2', '#e0db62', '#8a4ee3', '#d5636e'],
    sequence: ['#1d1d2b', '#2c2d52', '#40427f', '#5a5db0', '#7b7fe0', '#a3a6f6', '#d3d4ff'],
    ink: '#e6e6ec',
    muted: '#92929f',
    faint: '#26262d',
    surface: '#131316',
    raised: '#1b1b20',
    good: '#5cc69a',
    bad: '#ec6f7d',
    neutral: '#7d7d8a',
  },
};
