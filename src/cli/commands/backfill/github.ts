import { readGithub } from '../../../collect/github/read-github.ts';
import { loadConfig } from '../../../config/config.ts';
import { readSecret } from '../../../config/secret.ts';
import { Failure } from '../../../errors.ts';
import { HttpClient } from '../../../http/http-client.ts';
import type { DefineCommand } from '../../command.ts';
import { addBackfillOptions, type BackfillFlags, runBackfill } from '../../run-backfill.ts';

const PUBLIC = 'https://api.github.com';

export const defineGithub: DefineCommand = (command, io) => {
  command
    .description('pull requests, reviews, deployments and runs of GitHub Actions')
    .option('--api <address>', `address of the API (default: GITHUB_API_URL or ${PUBLIC})`);
  addBackfillOptions(command)
    .addHelpText(
      'after',
      `
The token stands in GITHUB_TOKEN (or GITHUB_TOKEN_FILE, GITHUB_TOKEN_COMMAND); it needs to read pull requests,
deployments and actions. Cycle times and waiting times for reviews are exact. Runs of Actions become measurements of
their duration; they hold no numbers of tests, so no test run is made of them.

Example:
  $ feedback-loop backfill github --repository acme/shop --since 30d`,
    )
    .action(async (flags: BackfillFlags & { api?: string }) => {
      io.output.json = flags.json ?? false;
      const { env } = loadConfig({ cwd: io.cwd, env: io.env });
      const repository = flags.repository ?? env.GITHUB_REPOSITORY;
      if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
        throw new Failure('USAGE', 'the repository is needed, as owner/name', { hint: 'Use --repository owner/name.' });
      }
      const http = new HttpClient({ env, signal: io.signal });
      const api = {
        http,
        address: flags.api ?? env.GITHUB_API_URL ?? PUBLIC,
        token: readSecret(env, 'GITHUB_TOKEN')?.reveal(),
        repository,
      };
      try {
        await runBackfill(io, flags, {
          source: `github:${repository}`,
          repository,
          input: `${api.address}/repos/${repository}`,
          format: 'github',
          read: (since, leftOut) => readGithub(api, { since, until: io.now().getTime() }, leftOut),
        });
      } finally {
        await http.close();
      }
    });
};
