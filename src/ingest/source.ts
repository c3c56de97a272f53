import { sha256 } from '../util/hash.ts';
import { redactUrl } from '../util/redact-url.ts';
import type { EventContext } from './options.ts';

/** What a CI run says of itself: whose account its events are, and which change they belong to. */
export interface CiRun {
  source: string;
  context: EventContext;
}

type Env = Readonly<Record<string, string | undefined>>;

interface Provider {
  name: string;
  here: (env: Env) => boolean;
  /** Run, attempt, job: what makes two runs different. */
  run: (env: Env) => (string | undefined)[];
  repository: (env: Env) => string | undefined;
  branch: (env: Env) => string | undefined;
  commit: (env: Env) => string | undefined;
  pullRequest?: (env: Env) => string | undefined;
}

/** owner/name out of a clone address. */
export const repositoryOfUrl = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : /[:/]([^:/]+\/[^/]+?)(?:\.git)?\/?$/.exec(redactUrl(url))?.[1];

/** The variables that each service documents. */
const PROVIDERS: readonly Provider[] = [
  {
    name: 'github-actions',
    here: (env) => env.GITHUB_ACTIONS === 'true',
    run: (env) => [env.GITHUB_REPOSITORY, env.GITHUB_RUN_ID, env.GITHUB_RUN_ATTEMPT, env.GITHUB_JOB],
    repository: (env) => env.GITHUB_REPOSITORY,
    branch: (env) => env.GITHUB_HEAD_REF || env.GITHUB_REF_NAME,
    commit: (env) => env.GITHUB_SHA,
    pullRequest: (env) => /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '')?.[1],
  },
  {
    name: 'gitlab-ci',
    here: (env) => env.GITLAB_CI === 'true',
    run: (env) => [env.CI_PROJECT_PATH, env.CI_PIPELINE_ID, env.CI_JOB_ID],
    repository: (env) => env.CI_PROJECT_PATH,
    branch: (env) => env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME || env.CI_COMMIT_REF_NAME,
    commit: (env) => env.CI_COMMIT_SHA,
    pullRequest: (env) => env.CI_MERGE_REQUEST_IID,
  },
  {
    name: 'jenkins',
    here: (env) => env.JENKINS_URL !== undefined && env.BUILD_ID !== undefined,
    run: (env) => [env.JOB_NAME, env.BUILD_NUMBER ?? env.BUILD_ID, env.STAGE_NAME],
    repository: (env) => repositoryOfUrl(env.GIT_URL),
    branch: (env) => env.CHANGE_BRANCH || env.BRANCH_NAME || env.GIT_BRANCH,
    commit: (env) => env.GIT_COMMIT,
    pullRequest: (env) => env.CHANGE_ID,
  },
  {
    name: 'circleci',
    here: (env) => env.CIRCLECI === 'true',
    run: (env) => [
      env.CIRCLE_PROJECT_USERNAME,
      env.CIRCLE_PROJECT_REPONAME,
      env.CIRCLE_WORKFLOW_ID,
      env.CIRCLE_BUILD_NUM,
      env.CIRCLE_NODE_INDEX,
    ],
    repository: (env) => `${env.CIRCLE_PROJECT_USERNAME}/${env.CIRCLE_PROJECT_REPONAME}`,
    branch: (env) => env.CIRCLE_BRANCH,
    commit: (env) => env.CIRCLE_SHA1,
    pullRequest: (env) => env.CIRCLE_PR_NUMBER,
  },
  {
    name: 'buildkite',
    here: (env) => env.BUILDKITE === 'true',
    run: (env) => [
      env.BUILDKITE_PIPELINE_SLUG,
      env.BUILDKITE_BUILD_ID,
      env.BUILDKITE_JOB_ID,
      env.BUILDKITE_RETRY_COUNT,
    ],
    repository: (env) => repositoryOfUrl(env.BUILDKITE_REPO),
    branch: (env) => env.BUILDKITE_BRANCH,
    commit: (env) => env.BUILDKITE_COMMIT,
    pullRequest: (env) => env.BUILDKITE_PULL_REQUEST,
  },
  {
    name: 'azure-pipelines',
    here: (env) => env.TF_BUILD === 'True' || env.TF_BUILD === 'true',
    run: (env) => [
      env.SYSTEM_TEAMPROJECT,
      env.BUILD_BUILDID,
      env.SYSTEM_STAGEATTEMPT ?? env.SYSTEM_JOBATTEMPT,
      env.SYSTEM_JOBID,
    ],
    repository: (env) => env.BUILD_REPOSITORY_NAME,
    branch: (env) => env.SYSTEM_PULLREQUEST_SOURCEBRANCH?.replace(/^refs\/heads\//, '') ?? env.BUILD_SOURCEBRANCHNAME,
    commit: (env) => env.BUILD_SOURCEVERSION,
    pullRequest: (env) => env.SYSTEM_PULLREQUEST_PULLREQUESTNUMBER,
  },
  {
    name: 'bitbucket-pipelines',
    here: (env) => env.BITBUCKET_BUILD_NUMBER !== undefined,
    run: (env) => [env.BITBUCKET_REPO_FULL_NAME, env.BITBUCKET_BUILD_NUMBER, env.BITBUCKET_STEP_UUID],
    repository: (env) => env.BITBUCKET_REPO_FULL_NAME,
    branch: (env) => env.BITBUCKET_BRANCH,
    commit: (env) => env.BITBUCKET_COMMIT,
    pullRequest: (env) => env.BITBUCKET_PR_ID,
  },
  {
    name: 'teamcity',
    here: (env) => env.TEAMCITY_VERSION !== undefined,
    run: (env) => [env.TEAMCITY_PROJECT_NAME, env.TEAMCITY_BUILDCONF_NAME, env.BUILD_NUMBER],
    repository: () => undefined,
    branch: () => undefined,
    commit: (env) => env.BUILD_VCS_NUMBER,
  },
];

const filled = (value: string | undefined): value is string => value !== undefined && value !== '';

/** The CI run this process is part of, or undefined. */
export function detectCi(env: Env): CiRun | undefined {
  const provider = PROVIDERS.find((each) => each.here(env));
  if (!provider) return undefined;
  const context: EventContext = {};
  const [repository, branch, commit] = [provider.repository(env), provider.branch(env), provider.commit(env)];
  if (filled(repository)) context.repository = repository;
  if (filled(branch)) context.branch = branch;
  if (filled(commit)) context.commit_sha = commit;
  const pullRequest = Number(provider.pullRequest?.(env));
  if (Number.isSafeInteger(pullRequest) && pullRequest > 0) context.pr_number = pullRequest;
  return { source: [provider.name, ...provider.run(env).filter(filled)].join(':'), context };
}

const SOURCE_LENGTH = 500;

/** The source of a file on a machine of its own; a path too long for the column is told apart by its hash. */
export function machineSource(machineId: string, path: string): string {
  const source = `machine:${machineId}:${path}`;
  if (source.length <= SOURCE_LENGTH) return source;
  return `machine:${machineId}:${sha256(path)}`;
}
