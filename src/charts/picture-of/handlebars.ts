import { renderTemplate } from '../handlebars/render.ts';
import { sanitiseHtml } from '../handlebars/sanitise.ts';
import { scopedStyleSheet } from '../handlebars/style-sheet.ts';
import type { Picture } from '../picture.ts';
import { textField } from '../query/form-fields.ts';
import { firstAnswer, isEmpty, rowsOf } from './support.ts';
import type { BuildPicture } from './types.ts';

const MOST_ROWS = 2000;

/** A template over the rows. Its style sheet reaches this chart only. */
export const handlebarsPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const data = rowsOf(firstAnswer(input).flat).slice(0, MOST_ROWS);
  const template =
    textField(input.form, 'handlebarsTemplate') ?? '<ul>{{#each data}}<li>{{stringify this}}</li>{{/each}}</ul>';
  // A template can tell by `viewer` that it is drawn here, where the pages it may lead to are.
  const html = sanitiseHtml(renderTemplate(template, { data, viewer: true }));
  // Names of the chart: two charts on one page keep their styles apart.
  const scope = `chart-${input.chart.uuid.replaceAll(/[^\w-]/g, '')}`;
  const style = scopedStyleSheet(textField(input.form, 'styleTemplate') ?? '', scope);
  return { type: 'text', html: style === '' ? html : `<style>${style}</style><div class="${scope}">${html}</div>` };
};
