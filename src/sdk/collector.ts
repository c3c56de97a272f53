import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, messageOf } from '../errors.ts';
import { emptyData, LIST_NAMES, type LlmCallEntry, type MetricsData, type Severity } from './entries.ts';

export interface CollectorOptions {
  now?: () => Date;
  /** Makes the id of each event; default: a random UUID. */
  newId?: () => string;
}

export interface Bug {
  pattern: string;
  error: string;
  code: string;
  filePath: string;
  line: number;
  stackTrace?: string | undefined;
}

export interface TestFailure {
  testName: string;
  failureReason: string;
  patternViolated?: string | undefined;
  codeSnippet?: string | undefined;
}

export interface CodeReviewIssue {
  issueType: string;
  pattern: string;
  severity: Severity;
  filePath: string;
  line?: number | undefined;
  suggestion?: string | undefined;
}

export interface DeploymentIssue {
  issueType: string;
  pattern: string;
  environment: string;
  rootCause?: string | undefined;
  resolutionTimeMinutes?: number | undefined;
}

export interface CodeGeneration {
  prompt: string;
  patternsApplied: readonly string[];
  /** 0 to 1, as the generator stated it; leave it out when it stated none. */
  confidence?: number | undefined;
  /** Leave it out when nobody knows. */
  success?: boolean | undefined;
  codeLength?: number | undefined;
  compilationError?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
}

export type LlmCall = Partial<Omit<LlmCallEntry, 'timestamp' | 'event_id'>>;

export type Summary = Record<keyof MetricsData, number> & { total: number };

const SEVERITIES: readonly string[] = ['low', 'medium', 'high', 'critical'];

/**
 * Collects what happens in a program of yours, in memory, and writes it in the shape of a metrics file that `feedback-loop
 * ingest` reads. Unlike upstream's collector it keeps every occurrence with its own time, and each has an id, so the same
 * file may be read, appended to and read again.
 */
export class Collector {
  #data = emptyData();
  readonly #now: () => Date;
  readonly #newId: () => string;

  constructor(options: CollectorOptions = {}) {
    this.#now = options.now ?? (() => new Date());
    this.#newId = options.newId ?? randomUUID;
  }

  logBug(bug: Bug): void {
    this.#data.bugs.push({
      pattern: bug.pattern,
      error: bug.error,
      code: bug.code,
      file_path: bug.filePath,
      line: bug.line,
      stack_trace: bug.stackTrace ?? null,
      ...this.#stamp(),
      count: 1,
    });
  }

  logTestFailure(failure: TestFailure): void {
    this.#data.test_failures.push({
      test_name: failure.testName,
      failure_reason: failure.failureReason,
      pattern_violated: failure.patternViolated ?? null,
      code_snippet: failure.codeSnippet ?? null,
      ...this.#stamp(),
      count: 1,
    });
  }

  /** @throws Failure INPUT_INVALID for an empty issueType, pattern or filePath, or an unknown severity */
  logCodeReviewIssue(issue: CodeReviewIssue): void {
    for (const name of ['issueType', 'pattern', 'filePath'] as const) {
      if (issue[name].trim() === '') throw new Failure('INPUT_INVALID', `${name} must not be empty`);
    }
    if (!SEVERITIES.includes(issue.severity)) {
      throw new Failure('INPUT_INVALID', `severity must be one of ${SEVERITIES.join(', ')}, not ${issue.severity}`);
    }
    this.#data.code_reviews.push({
      issue_type: issue.issueType,
      pattern: issue.pattern,
      severity: issue.severity,
      file_path: issue.filePath,
      line: issue.line ?? null,
      suggestion: issue.suggestion ?? null,
      ...this.#stamp(),
    });
  }

  logPerformanceMetric(metricType: string, details: Record<string, unknown>): void {
    this.#data.performance_metrics.push({
      metric_type: metricType,
      details: structuredClone(details),
      ...this.#stamp(),
    });
  }

  logDeploymentIssue(issue: DeploymentIssue): void {
    this.#data.deployment_issues.push({
      issue_type: issue.issueType,
      pattern: issue.pattern,
      environment: issue.environment,
      root_cause: issue.rootCause ?? null,
      resolution_time_minutes: issue.resolutionTimeMinutes ?? null,
      ...this.#stamp(),
    });
  }

  /** @throws Failure INPUT_INVALID for a confidence outside 0 to 1 */
  logCodeGeneration(generation: CodeGeneration): void {
    const { confidence } = generation;
    if (confidence !== undefined && !(confidence >= 0 && confidence <= 1)) {
      throw new Failure('INPUT_INVALID', `confidence must be between 0 and 1, not ${confidence}`);
    }
    this.#data.code_generation.push({
      prompt: generation.prompt,
      patterns_applied: [...generation.patternsApplied],
      confidence: confidence ?? null,
      success: generation.success ?? null,
      code_length: generation.codeLength ?? null,
      compilation_error: generation.compilationError ?? null,
      metadata: structuredClone(generation.metadata ?? {}),
      ...this.#stamp(),
    });
  }

  logLlmCall(call: LlmCall): void {
    this.#data.llm_calls.push({
      success: call.success ?? null,
      attempts: call.attempts ?? null,
      duration: call.duration ?? null,
      provider: call.provider ?? null,
      model: call.model ?? null,
      error: call.error ?? null,
      raw: call.raw ?? null,
      ...this.#stamp(),
    });
  }

  #stamp(): { timestamp: string; event_id: string } {
    return { timestamp: this.#now().toISOString(), event_id: this.#newId() };
  }

  /** Everything collected, as a plain object of its own. */
  exportDict(): MetricsData {
    return structuredClone(this.#data);
  }

  /**
   * Everything collected, as the text of a metrics file. With a path it is written there, too: whole or not at all, so
   * that a reader never sees half of it.
   * @throws Failure FILE_UNREADABLE
   */
  exportJson(path?: string): string {
    const text = `${JSON.stringify(this.#data, null, 2)}\n`;
    if (path !== undefined) writeWhole(path, text);
    return text;
  }

  /** How many entries there are, per list and in all. */
  getSummary(): Summary {
    const counts = Object.fromEntries(LIST_NAMES.map((name) => [name, this.#data[name].length]));
    const total = LIST_NAMES.reduce((sum, name) => sum + this.#data[name].length, 0);
    return { ...counts, total } as Summary;
  }

  clear(): void {
    this.#data = emptyData();
  }

  /**
   * Adds the entries of a metrics file to what was collected, as they are. Tolerates what upstream's loader tolerates:
   * null for a list, one object instead of a list. Entries that are here already (by their id) are not added again.
   * @throws Failure INPUT_INVALID
   */
  loadFromJson(content: string | Partial<Record<keyof MetricsData, unknown>>): void {
    const value: unknown = typeof content === 'string' ? parse(content) : content;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new Failure('INPUT_INVALID', 'a metrics file is an object of lists');
    }
    const lists = LIST_NAMES.map((name) => [name, entriesOf(name, (value as Record<string, unknown>)[name])] as const);
    for (const [name, entries] of lists) {
      const known = new Set(this.#data[name].map((entry) => entry.event_id));
      const added = entries.filter((entry) => entry.event_id === undefined || !known.has(entry.event_id as string));
      (this.#data[name] as unknown[]).push(...structuredClone(added));
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('INPUT_INVALID', `this is not JSON: ${messageOf(cause)}`, { cause });
  }
}

function entriesOf(name: string, value: unknown): Record<string, unknown>[] {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  for (const [index, entry] of list.entries()) {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) {
      throw new Failure('INPUT_INVALID', 'an entry is no object', { where: { item: `/${name}/${index}` } });
    }
  }
  return list as Record<string, unknown>[];
}

function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new Failure('FILE_UNREADABLE', `${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}
