import { renderTemplate } from '../handlebars/render.ts';
import { sanitiseHtml } from '../handlebars/sanitise.ts';
import type { Picture } from '../picture.ts';
import { textField } from '../query/form-fields.ts';
import { firstAnswer, isEmpty, rowsOf } from './support.ts';
import type { BuildPicture } from './types.ts';

const MOST_ROWS = 2000;

/** A template over the rows. Its style sheet is left out: it would change the whole page. */
export const handlebarsPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const data = rowsOf(firstAnswer(input).flat).slice(0, MOST_ROWS);
  const template =
    textField(input.form, 'handlebarsTemplate') ?? '<ul>{{#each data}}<li>{{stringify this}}</li>{{/each}}</ul>';
  // A template can tell by `viewer` that it is drawn here, where the pages it may lead to are.
  return { type: 'text', html: sanitiseHtml(renderTemplate(template, { data, viewer: true })) };
};
