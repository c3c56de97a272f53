import type { ChartAsset, DatasetAsset, FormData } from '../../model/assets.ts';
import type { Picture } from '../picture.ts';
import type { Answer } from '../run-query.ts';

export interface PictureInput {
  chart: ChartAsset;
  /** The chart's params with the panel's initial values. */
  form: FormData;
  dataset: DatasetAsset;
  /** One for each query of the chart, in order. */
  answers: readonly Answer[];
}

export type BuildPicture = (input: PictureInput) => Picture;
