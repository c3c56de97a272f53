import { dataModelDoc } from '../../model/data-model-doc.ts';
import { cliDoc } from './cli-doc.ts';
import { errorsDoc } from './errors-doc.ts';

/** Every page that is written by the program: path -> text. `npm run docs` writes them, a test holds that they are current. */
export async function generatedDocs(): Promise<Record<string, string>> {
  return {
    'docs/cli.md': await cliDoc(),
    'docs/data-model.md': dataModelDoc(),
    'docs/errors.md': errorsDoc(),
  };
}
