import { describe, expect, it } from 'vitest';
import { THEMES } from '../../../src/charts/draw/palette.ts';
import { legendOf } from '../../../src/charts/draw/legend.ts';
import { fitted } from '../../../src/charts/draw/text.ts';

const names = ['bounds_checking', 'specific_exceptions', 'input_validation', 'metadata_categorization', 'retry'];
const legend = (width: number, height: number, still = false) =>
  legendOf(names, THEMES.light, { width, height, still }, 0.24);

describe('what a drawing leaves room for', () => {
  it('is a legend in as many lines as it needs, or one line to page through where that would be too many', () => {
    expect(legend(900, 300).look.type).toBe('plain');
    expect(legend(366, 320).height).toBeGreaterThan(legend(900, 320).height);
    expect(legend(366, 320).look.type).toBe('plain');
    expect(legend(200, 120).look.type).toBe('scroll');
    // Paper has no hand to page with.
    expect(legend(366, 120, true).look.type).toBe('plain');
  });

  it('is of a path its end, of any other name its beginning', () => {
    expect(fitted('tests/ingest/test_schema.py::test_missing_column', 130)).toMatch(/^….*test_missing_column$/);
    expect(fitted('numpy_json_serialization', 100)).toMatch(/^numpy_json.*…$/);
    expect(fitted('short', 100)).toBe('short');
  });
});
