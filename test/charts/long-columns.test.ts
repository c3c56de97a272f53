import { describe, expect, it } from 'vitest';
import type { ChartAsset } from '../../src/model/assets.ts';
import type { BuildPicture } from '../../src/charts/picture-of/types.ts';
import { bubblePicture, wordCloudPicture } from '../../src/charts/picture-of/points.ts';
import { frameOf } from '../../src/charts/post/frame.ts';
import { galleryChart, galleryDataset } from './gallery.ts';

const ROWS = 200_000;

function drawn(build: BuildPicture, chart: ChartAsset, names: string[]): string {
  const flat = frameOf(
    names,
    Array.from({ length: ROWS }, (_, at) => names.map((_name, place) => (place === 0 ? 'word' : at))),
  );
  const query = { filters: [], extras: {}, columns: [] } as never;
  const answer = { query, frame: flat, flat, kinds: new Map(), queries: [] };
  return build({ chart, form: chart.params, dataset: galleryDataset, answers: [answer] }).type;
}

describe('a column of two hundred thousand numbers', () => {
  // As arguments of one call they would not fit on the stack.
  it('has a least and a greatest', () => {
    const cloud = galleryChart('word_cloud', { series: 'team', metric: 'count' });
    expect(drawn(wordCloudPicture, cloud, ['team', 'count'])).toBe('text');
    const bubbles = galleryChart('bubble_v2', { entity: 'team', x: 'a', y: 'b', size: 'c' });
    expect(drawn(bubblePicture, bubbles, ['team', 'a', 'b', 'c'])).toBe('chart');
  });
});
